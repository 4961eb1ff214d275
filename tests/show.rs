//! `retold show`: an event, a passage, a story, what has no line of its own, and ids that name nothing.
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[allow(dead_code, reason = "not every test asks for everything")]
mod program;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use program::{command, done, retold, stderr, stdout};
use retold::report::terminal::cells;
use serde_json::Value;

/// A run in a folder of its own.
struct Run {
    folder: tempfile::TempDir,
}

impl Run {
    fn of_sample() -> Self {
        Self::of(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample"))
    }

    fn of(input: &str) -> Self {
        let run = Self { folder: tempfile::tempdir().unwrap() };
        done(&["cluster", input, "-q", "-o", &run.path()]);
        run
    }

    fn path(&self) -> String {
        self.folder.path().join("run").display().to_string()
    }

    fn file(&self, name: &str) -> PathBuf {
        Path::new(&self.path()).join(name)
    }

    /// The lines of a file as they are written, and what they say.
    fn lines(&self, name: &str) -> Vec<(String, Value)> {
        let text = fs::read_to_string(self.file(name)).unwrap();
        text.lines().map(|line| (line.to_owned(), serde_json::from_str(line).unwrap())).collect()
    }

    fn page(&self, id: &str, columns: usize) -> String {
        let output =
            command(&["show", &self.path(), id]).env("COLUMNS", columns.to_string()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{id}: {}", stderr(&output));
        let page = stdout(&output);
        for line in page.lines() {
            assert!(cells::width(line) <= columns, "{columns}: {line}");
            assert_eq!(line, line.trim_end(), "{line:?}");
        }
        page
    }

    fn refused(&self, id: &str) -> String {
        let output = retold(&["show", &self.path(), id]);
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""), "{id}");
        let said = stderr(&output);
        assert_eq!(said.lines().count(), 1, "{said}");
        said
    }

    /// The id of the event of an article, and how many articles have it.
    fn sizes(&self, key: &str) -> BTreeMap<String, Vec<String>> {
        let mut sizes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (_, article) in self.lines("articles.jsonl") {
            let id = article[key].as_str().unwrap().to_owned();
            sizes.entry(id).or_default().push(article["id"].as_str().unwrap().to_owned());
        }
        sizes
    }
}

fn id(line: &Value) -> &str {
    line["id"].as_str().unwrap()
}

/// Pages name the folder of the run, which is another one each time.
fn without_folder(page: &str, run: &Run) -> String {
    page.replace(&run.path(), "my-run")
}

#[test]
fn an_event_shows_its_articles_and_what_they_share() {
    let run = Run::of_sample();
    insta::assert_snapshot!("event", without_folder(&run.page("ev_4yb37fzdrwsv", 80), &run));
    for (_, event) in run.lines("events.jsonl") {
        let page = run.page(id(&event), 80);
        let mut rest = page.as_str();
        // All articles, in the order of the line.
        for article in event["articles"].as_array().unwrap() {
            let at = rest.find(&format!("\n    {}", article.as_str().unwrap())).unwrap();
            rest = &rest[at + 1..];
        }
        run.page(id(&event), 40);
    }
}

#[test]
fn an_event_shows_what_almost_belonged() {
    let run = Run::of_sample();
    let (_, close) = run.lines("borderline.jsonl").swap_remove(0);
    let [own, other] = ["event_id", "other_event_id"].map(|key| close[key].as_str().unwrap());
    assert_ne!(own, other);
    for (shown, named) in [(own, other), (other, own)] {
        let page = run.page(shown, 80);
        let (_, near) = page.split_once("\nAlmost belonged").unwrap();
        assert!(near.contains(named) && near.contains("0.4882  of 0.5"), "{page}");
        assert!(page.contains("retold explain"), "{page}");
    }
}

#[test]
fn a_passage_shows_who_carries_it() {
    let run = Run::of_sample();
    insta::assert_snapshot!("passage", without_folder(&run.page("ps_shmf8z7xacxf", 80), &run));
    for (_, passage) in run.lines("passages.jsonl") {
        let page = run.page(id(&passage), 80);
        assert!(page.starts_with(passage["kind"].as_str().unwrap()), "{page}");
        run.page(id(&passage), 40);
    }
}

#[test]
fn a_story_shows_its_events() {
    let run = Run::of_sample();
    insta::assert_snapshot!("story", without_folder(&run.page("st_4yb37fzdrwsv", 80), &run));
    for (_, story) in run.lines("stories.jsonl") {
        let page = run.page(id(&story), 40);
        for event in story["events"].as_array().unwrap() {
            assert!(page.contains(event.as_str().unwrap()), "{page}");
        }
    }
}

#[test]
fn what_has_no_line_is_shown_by_what_it_is_made_of() {
    let run = Run::of_sample();
    let events = run.sizes("event_id");
    let (alone, articles) = events.iter().find(|(_, articles)| articles.len() == 1).unwrap();
    let page = run.page(alone, 80);
    assert!(page.contains("is an event of one article") && page.contains(&articles[0]), "{page}");
    let output = retold(&["show", &run.path(), alone, "--json"]);
    let article: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!((&article["type"], &article["id"]), (&"article".into(), &articles[0].clone().into()));
    assert!(stderr(&output).contains("has no line of its own; this is its article"));

    let with_lines: Vec<String> =
        run.lines("stories.jsonl").iter().map(|(_, story)| id(story).to_owned()).collect();
    let mut shown = [0, 0];
    for (story, articles) in run.sizes("story_id").iter().filter(|(story, _)| !with_lines.contains(story)) {
        let page = run.page(story, 80);
        let of = if articles.len() == 1 { "article" } else { "event" };
        assert!(page.contains(&format!("is a story of one {of}")), "{page}");
        shown[usize::from(of == "event")] += 1;
    }
    assert!(shown.iter().all(|&shown| shown > 0), "{shown:?}");
}

#[test]
fn json_is_the_line_as_it_is_written() {
    let run = Run::of_sample();
    for name in ["events.jsonl", "stories.jsonl", "passages.jsonl"] {
        for (line, value) in run.lines(name) {
            assert_eq!(done(&["show", &run.path(), id(&value), "--json"]), format!("{line}\n"));
        }
    }
}

#[test]
fn the_beginning_of_an_id_will_do() {
    let run = Run::of_sample();
    assert_eq!(run.page("ev_4yb", 80), run.page("ev_4yb37fzdrwsv", 80));
    assert_eq!(run.page("ps_shmf", 80), run.page("ps_shmf8z7xacxf", 80));
    let events = run.sizes("event_id");
    let (alone, _) = events.iter().find(|(_, articles)| articles.len() == 1).unwrap();
    assert_eq!(run.page(&alone[..10], 80), run.page(alone, 80));
    let said = run.refused("ev_");
    assert!(
        said.contains("several ids in") && said.contains("`ev_") && said.contains("and others"),
        "{said}"
    );
}

#[test]
fn unknown_ids_say_what_ids_look_like() {
    let run = Run::of_sample();
    for (typed, expected) in [
        ("ev_4yb37fzdrwsw", "did you mean `ev_4yb37fzdrwsv`?"),
        ("EV_4YB37FZDRWSV", "did you mean `ev_4yb37fzdrwsv`?"),
        ("ps_shmf8z7xacfx", "did you mean `ps_shmf8z7xacxf`?"),
        ("ps_", "several ids"),
        ("st_!", "its ids are in `stories.jsonl`"),
        ("s01", "that is an article: `retold explain"),
        ("", "ids of events begin with `ev_`, of stories with `st_`, of passages with `ps_`"),
        ("ü_ü\u{1b}[31m", "ids of events begin with"),
    ] {
        let said = run.refused(typed);
        assert!(said.contains(expected) && !said.contains('\u{1b}'), "{typed}: {said}");
    }
    let nowhere = retold(&["show", "nowhere", "ev_4yb37fzdrwsv"]);
    assert_eq!(nowhere.status.code(), Some(1));
}

#[test]
fn nothing_but_the_run_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("dump.jsonl");
    let text =
        "The harbor council met on Tuesday and heard forty speakers before the vote was taken by hand.";
    let line = |id: &str, title: &str, outlet: &str, date: &str| {
        serde_json::json!({"id": id, "title": title, "outlet": outlet, "date": date, "text": text})
            .to_string()
    };
    let hostile = "Council \u{1b}[31mbacks\u{202e} levy 東京新聞デジタル版の長い長い長い長い長い見出し صحيفة";
    let lines = [
        line("a", hostile, "東京\u{1b}]0;x\u{7}新聞デジタル版の長い長い長い長い長い名前", "2025-03-04"),
        line("b\u{1b}[2J", hostile, "صحيفة\u{202e}", "2025-03-06"),
    ];
    fs::write(&dump, lines.join("\n")).unwrap();
    let run = Run::of(&dump.display().to_string());
    fs::remove_file(&dump).unwrap();
    let (_, event) = run.lines("events.jsonl").swap_remove(0);
    let (_, passage) = run.lines("passages.jsonl").swap_remove(0);
    for columns in [40, 57, 80, 120] {
        for id in [id(&event), id(&passage)] {
            let page = run.page(id, columns);
            assert!(!page.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{page:?}");
        }
    }
    let page = run.page(id(&event), 80);
    assert!(page.contains("█████ ····· █████"), "{page}");
    assert!(page.contains("the headline of a") && page.contains("1 headline\n"), "{page}");
}

#[test]
fn charts_are_for_terminals() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample");
    for arguments in [&["cluster", sample][..], &["cluster", sample, "--color", "always"], &["demo"]] {
        let page = done(arguments);
        assert!(page.contains("Outlets with most reuse"), "{page}");
        for chart in ["Articles per", "articles per day", "Who shares with whom", "█"] {
            assert!(!page.contains(chart), "{chart}\n{page}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_quiet() {
    let run = Run::of_sample();
    for id in ["ev_4yb37fzdrwsv", "ps_shmf8z7xacxf", "st_4yb37fzdrwsv"] {
        for arguments in [&["show", &run.path(), id][..], &["show", &run.path(), id, "--json"]] {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let output = command(arguments).stdout(writer).stderr(Stdio::piped()).output().unwrap();
            assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""), "{arguments:?}");
        }
    }
}
