//! The report as a file: what it holds, what it leaves out and says so, and that articles are text in it and nothing else.
//! What a browser makes of it is tried by `tests/browser/report.mjs`.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

#[allow(dead_code, reason = "not every test asks for everything")]
mod program;

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

use program::{command, done, retold, stderr, stdout, well};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder with a run of these inputs, as typed from the root of the project.
fn run_of(inputs: &[&str], options: &[&str]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let mut arguments = vec!["cluster"];
    arguments.extend(inputs);
    arguments.extend(["--quiet", "-o", run.to_str().unwrap()]);
    arguments.extend(options);
    let output = command(&arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    well(&arguments, &output);
    (folder, run)
}

fn run_of_lines(lines: &[Value], options: &[&str]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("input.jsonl");
    fs::write(&input, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    let (run_folder, run) = run_of(&[input.to_str().unwrap()], options);
    // The input goes with the run.
    let kept = run_folder.path().join("input.jsonl");
    fs::rename(&input, &kept).unwrap();
    let text = fs::read_to_string(run.join("run.json")).unwrap();
    fs::write(run.join("run.json"), text.replace(input.to_str().unwrap(), kept.to_str().unwrap())).unwrap();
    let articles = fs::read_to_string(run.join("articles.jsonl")).unwrap();
    let moved = articles.replace(input.to_str().unwrap(), kept.to_str().unwrap());
    fs::write(run.join("articles.jsonl"), moved).unwrap();
    (run_folder, run)
}

fn report(run: &Path, options: &[&str]) -> String {
    let mut arguments = vec!["report", run.to_str().unwrap(), "--quiet", "--force"];
    arguments.extend(options);
    let output = command(&arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    well(&arguments, &output);
    fs::read_to_string(run.join("report.html")).unwrap()
}

/// The page without what every change of style, script or commit changes.
fn stripped(page: &str) -> String {
    let mut page = page.to_owned();
    for (start, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
        let from = page.rfind(start).unwrap() + start.len();
        let to = from + page[from..].find(end).unwrap();
        page.replace_range(from..to, "…");
    }
    let hash = |page: &str| page.find("'sha256-").map(|at| (at, at + page[at + 1..].find('\'').unwrap() + 2));
    while let Some((from, to)) = hash(&page) {
        page.replace_range(from..to, "HASH");
    }
    let row = "<th scope=\"row\">Made by</th><td dir=\"auto\">";
    let from = page.find(row).unwrap() + row.len();
    let to = from + page[from..].find('<').unwrap();
    page.replace_range(from..to, "VERSION");
    let row = "<th scope=\"row\">Command</th><td dir=\"auto\">";
    let from = page.find(row).unwrap() + row.len();
    let to = from + page[from..].find('<').unwrap();
    page.replace_range(from..to, "COMMAND");
    page
}

#[test]
fn the_report_of_the_sample_is_the_golden_one() {
    let (_folder, run) = run_of(&["data/sample"], &[]);
    let page = stripped(&report(&run, &[]));
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/report.html");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&golden, &page).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap();
    let differs = page.lines().zip(expected.lines()).enumerate().find(|(_, (new, old))| new != old);
    assert!(
        page == expected,
        "line {:?} differs from tests/snapshots/report.html; look, then UPDATE_GOLDEN=1",
        differs
    );
}

/// The page and its further files, by their addresses from the folder of the run.
fn files(run: &Path) -> BTreeMap<String, String> {
    let read = |name: &str| (name.to_owned(), fs::read_to_string(run.join(name)).unwrap());
    let mut files = BTreeMap::from([read("report.html")]);
    if let Ok(entries) = fs::read_dir(run.join("report")) {
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
        files.extend(entries.map(|entry| read(&format!("report/{}", name(entry)))));
    }
    files
}

fn ids(page: &str) -> Vec<&str> {
    page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn pages_ask_nothing_of_the_network() {
    let (_folder, run) = run_of_lines(&many(), &[]);
    report(&run, &["--max-size", "1M"]);
    let files = files(&run);
    assert!(files.len() > 2, "the page and both kinds of further files");
    for (name, page) in files {
        assert!(page.contains("default-src 'none'"));
        assert!(!page.contains("unsafe-inline"), "the policy names its style and script by their hashes");
        for elsewhere in
            ["src=\"http", "url(http", "@import", "<link", "<img", "<iframe", " style=\"", " onclick="]
        {
            assert!(!page.contains(elsewhere), "{name}: {elsewhere}");
        }
        assert_eq!(page.matches("<script>").count(), 1, "{name}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let (_folder, sample) = run_of(&["data/sample"], &[]);
    report(&sample, &[]);
    let (_other_folder, large) = run_of_lines(&many(), &[]);
    report(&large, &["--max-size", "1M"]);
    let mut kinds = BTreeMap::new();
    for run in [sample, large] {
        let files = files(&run);
        for (name, page) in &files {
            let mut unique = ids(page);
            let all = unique.len();
            unique.sort_unstable();
            unique.dedup();
            assert_eq!(unique.len(), all, "{name}: an id stands twice");
            assert!(!page.contains("href=\"§"), "{name}");
            let is_page = name == "report.html";
            for link in page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                let (file, target) = link.split_once('#').unwrap_or((link, ""));
                let target = target.split('?').next().unwrap();
                let led = match file {
                    "" => name.clone(),
                    "../report.html" => "report.html".to_owned(),
                    _ if file.starts_with("https:") || file.starts_with("http:") => continue,
                    _ if is_page => file.to_owned(),
                    _ => format!("report/{file}"),
                };
                let there = files.get(&led).unwrap_or_else(|| panic!("{name}: {link}"));
                assert!(target.is_empty() || ids(there).contains(&target), "{name}: {link}");
                *kinds.entry((is_page, led == "report.html")).or_insert(0) += 1;
            }
        }
    }
    assert_eq!(kinds.len(), 4, "from the page and from further files, to both: {kinds:?}");
    assert!(kinds.values().all(|&links| links > 20), "{kinds:?}");
}

fn hostile() -> Vec<Value> {
    let evil = [
        "</script><script>alert(1)</script>",
        "\"><svg onload=alert(1)>",
        "<!--",
        "\u{202e}gnp\u{0}\u{1b}[31m\u{fffe}",
        "href=\"§ev_x\"",
    ];
    let line = |n: usize, evil: &str, copy: usize| {
        let text = format!(
            "Officials in Kestrel said on Thursday that the old dam would be lowered by two meters before winter, after \
             engineers found cracks in its crest. {evil}\n\nOwn words of {n} and {copy}: {evil}"
        );
        json!({
            "id": format!("{evil}{n}{copy}"), "title": format!("{evil} dam at Kestrel {n}"), "text": text,
            "outlet": format!("{evil}{copy}"), "published": "2025-05-01",
            "url": if copy == 0 { "javascript:alert(1)" } else { "https://x.example/\"><script>alert(1)</script>" },
        })
    };
    let lines = evil.iter().enumerate();
    lines.flat_map(|(n, evil)| [line(n, evil, 0), line(n, evil, 1)]).collect()
}

#[test]
fn articles_are_text_and_nothing_else() {
    let (_folder, run) = run_of_lines(&hostile(), &[]);
    for text in ["none", "snippets", "full"] {
        let page = report(&run, &["--text", text]);
        assert_eq!(page.matches("<script>").count(), 1, "{text}: one script, which is ours");
        assert!(
            !page.contains("alert(1)>") && !page.contains("<svg onload") && !page.contains("javascript:")
        );
        assert!(page.contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"), "{text}: it is shown");
        assert!(!page.contains(['\0', '\u{1b}', '\u{202e}', '\u{fffe}']));
        // What looks like one of our own links is text, too.
        assert!(page.contains("href=&quot;§ev_x&quot;"));
        let shows_prose = page.contains("engineers found cracks");
        assert_eq!(shows_prose, text != "none", "{text}");
    }
}

#[test]
fn text_goes_as_far_as_asked_and_by_default_as_far_as_the_run_does() {
    let (_folder, run) = run_of(&["data/sample"], &["--preset", "events"]);
    let prose = "collapsing its roof and sending two firefighters";
    assert!(!report(&run, &[]).contains(prose), "the run was made without text");
    assert!(report(&run, &["--text", "snippets"]).contains(prose));
    let (snippets, full) = (report(&run, &["--text", "snippets"]), report(&run, &["--text", "full"]));
    let own = "of its own, ";
    assert!(snippets.contains(own) && !full.contains(own), "unmatched paragraphs are told, or shown");
    assert!(full.len() > snippets.len());
}

/// Events enough to be too much for a small page: twelve articles each.
fn many() -> Vec<Value> {
    let mut lines = Vec::new();
    for event in 0..60 {
        for copy in 0..8 {
            let words: Vec<String> = (0..60).map(|n| format!("w{event}x{n}")).collect();
            let text: Vec<String> = (0..6)
                .map(|part| {
                    format!("Part {part} of {event}: {}.", words[part * 10..part * 10 + 10].join(" "))
                })
                .collect();
            lines.push(json!({
                "id": format!("a{event}-{copy}"),
                "title": format!("Event w{event}x1 w{event}x2 w{event}x3 number {event} as {copy} tells it {}", "at length ".repeat(12)),
                "text": format!("{}\n\nOnly here, k{event}m{copy}.", text.join("\n\n")),
                "outlet": format!("outlet-{copy}.example"),
                "published": format!("2025-03-{:02}", 1 + event % 28),
            }));
        }
    }
    lines
}

#[test]
fn what_does_not_fit_goes_into_the_folder_and_is_said() {
    let (folder, run) = run_of_lines(&many(), &[]);
    let whole = report(&run, &["--max-size", "40M"]);
    assert!(!run.join("report").exists(), "all of it fits");
    assert_eq!(whole.matches("<details class=\"event\"").count(), 60);
    let page = report(&run, &["--max-size", "1M"]);
    assert!(page.len() <= 1 << 20, "{}", page.len());
    let here = page.matches("<details class=\"event\"").count();
    assert!(here > 0 && here < 60, "{here}");
    assert!(page.contains("did not fit into"), "the page says so");
    let more = fs::read_to_string(run.join("report/events-001.html")).unwrap();
    assert_eq!(here + more.matches("<details class=\"event\"").count(), 60, "nothing is lost");
    assert!(more.contains("href=\"../report.html\"") && !more.contains("href=\"§"));
    assert!(more.contains("<details class=\"pair\""), "what is elsewhere is told as fully");
    let passages = fs::read_to_string(run.join("report/passages-001.html")).unwrap();
    let told = passages.matches("Everybody shown here has it word for word").count();
    assert_eq!(told, passages.matches("<details class=\"passage\"").count());
    // Links to what is elsewhere lead there.
    let away: Vec<&str> = page
        .split("href=\"report/events-001.html#")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(!away.is_empty());
    assert!(away.iter().all(|id| more.contains(&format!("id=\"{id}\""))));
    // A page that has room again takes its files away, and nobody else's.
    fs::write(run.join("report/mine.txt"), "mine").unwrap();
    report(&run, &["--max-size", "40M"]);
    assert!(!run.join("report/events-001.html").exists() && run.join("report/mine.txt").exists());
    // On standard output there is no folder.
    let output = retold(&["report", run.to_str().unwrap(), "-o", "-", "--max-size", "1M"]);
    let streamed = stdout(&output);
    assert!(streamed.len() <= 1 << 20 && streamed.contains("are left out"), "{}", stderr(&output));
    assert!(stderr(&output).contains("did not fit"));
    drop(folder);
}

#[test]
fn pages_are_replaced_only_when_asked_and_are_whole() {
    let (_folder, run) = run_of(&["data/sample"], &[]);
    let path = run.to_str().unwrap();
    let said = well(
        &["report"],
        &command(&["report", path]).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap(),
    );
    assert_eq!(said, "", "standard output is for data");
    let first = fs::read(run.join("report.html")).unwrap();
    let refused = retold(&["report", path]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stderr(&refused).contains("--force"), "{}", stderr(&refused));
    assert_eq!(fs::read(run.join("report.html")).unwrap(), first);
    report(&run, &[]);
    assert_eq!(fs::read(run.join("report.html")).unwrap(), first, "the same run gives the same bytes");
    let small = retold(&["report", path, "--force", "--max-size", "10K"]);
    assert_eq!(small.status.code(), Some(2), "{}", stderr(&small));
    let nowhere = retold(&["report", path, "-o", run.join("no/such/folder/x.html").to_str().unwrap()]);
    let made = nowhere.status.success() == run.join("no/such/folder/x.html").exists();
    assert!(made, "{}", stderr(&nowhere));
    let no_run = retold(&["report", "data"]);
    assert_eq!(no_run.status.code(), Some(1), "{}", stderr(&no_run));
}

#[test]
fn a_run_without_its_inputs_or_scores_still_has_a_page() {
    let (folder, run) = run_of_lines(&many()[..64], &[]);
    fs::remove_file(folder.path().join("input.jsonl")).unwrap();
    let output = retold(&["report", run.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("without articles side by side"), "{}", stderr(&output));
    let page = fs::read_to_string(run.join("report.html")).unwrap();
    assert!(page.contains("nothing is laid side by side") && !page.contains("class=\"pair\""));
    assert!(page.contains("class=\"histogram\""));
    fs::remove_file(run.join("scores.bin")).unwrap();
    let page = report(&run, &[]);
    assert!(page.contains("The run keeps no scores") && !page.contains("class=\"histogram\""));
    assert!(page.contains("<details class=\"event\""), "events are there all the same");
}

#[test]
fn threads_do_not_matter() {
    let (_folder, run) = run_of_lines(&many(), &[]);
    let of = |threads: &str| {
        let mut command =
            command(&["report", run.to_str().unwrap(), "--quiet", "--force", "--max-size", "1M"]);
        command.env("RAYON_NUM_THREADS", threads);
        well(&["report"], &command.output().unwrap());
        let more = fs::read(run.join("report/events-001.html")).unwrap();
        (fs::read(run.join("report.html")).unwrap(), more)
    };
    assert!(of("1") == of("4"));
}

#[test]
fn nothing_found_teaches() {
    let lines: Vec<Value> = [("a", "Frost took the blossom"), ("b", "Rowing club wins regatta")]
        .iter()
        .map(
            |(id, title)| json!({"id": id, "title": title, "text": format!("{title}, it was said in {id}.")}),
        )
        .collect();
    let (_folder, run) = run_of_lines(&lines, &[]);
    let page = report(&run, &[]);
    for lesson in [
        "Nothing yet: no two articles",
        "Every article stands alone",
        "No paragraph of one outlet",
        "--map outlet=COLUMN",
        "--map date=COLUMN",
        "None: every record became an article",
    ] {
        assert!(page.contains(lesson), "{lesson}");
    }
}

#[test]
fn the_command_says_what_it_wrote_and_what_to_open() {
    let (_folder, run) = run_of(&["data/sample"], &[]);
    let arguments = ["report", run.to_str().unwrap()];
    let output = command(&arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let said = stderr(&output);
    assert!(said.contains("wrote ") && said.contains("next: open file://"), "{said}");
    assert!(done(&["report", "--help"]).contains("--max-size"));
}

/// The part of the page that tells of an event.
fn part_of<'a>(page: &'a str, event: &str) -> &'a str {
    let start = page.find(&format!("<details class=\"event\" id=\"{event}\"")).unwrap();
    let rest = &page[start + 1..];
    &rest[..rest.find("<details class=\"event\"").unwrap_or(rest.len())]
}

fn lines(run: &Path, name: &str) -> Vec<Value> {
    let text = fs::read_to_string(run.join(name)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The page counts in one pass over all scores what `explain` counts for one article, and the run for one event.
#[test]
fn scores_are_those_that_explain_and_the_run_tell() {
    let (_folder, run) = run_of(&["data/sample"], &[]);
    let page = report(&run, &[]);
    let mut checked = 0;
    for event in lines(&run, "events.jsonl") {
        let part = part_of(&page, event["id"].as_str().unwrap());
        let mean = format!("Their mean score is <b>{:.2}</b>", event["cohesion"]["mean"].as_f64().unwrap());
        assert!(part.contains(&mean), "{mean}");
        let weakest =
            format!("with a mean score of <b>{:.2}</b>", event["cohesion"]["weakest"].as_f64().unwrap());
        assert!(part.contains(&weakest), "{}: {weakest}", event["label"]);
        let near = &part[part.find("Almost belonged").unwrap()..];
        let near = &near[..near.find("</div>").unwrap()];
        let means =
            near.split("<b>").skip(1).map(|rest| rest.split('<').next().unwrap().parse::<f64>().unwrap());
        let means: Vec<f64> = means.collect();
        let least = if means.len() < 4 { 0.055 } else { means[3] + 0.005 };
        let article = event["articles"][0].as_str().unwrap();
        let told = done(&["explain", run.to_str().unwrap(), article, "--json"]);
        let told: Value = serde_json::from_str(&told).unwrap();
        for apart in told["apart"].as_array().unwrap() {
            let id = apart["event_id"].as_str().unwrap();
            let mean = apart["mean"].as_f64().unwrap();
            let link = format!("<b>{mean:.2}</b> <a href=\"#{id}\"");
            // Only events of several articles have a part to lead to, and only the nearest four are named.
            if mean > least && apart["size"].as_u64().unwrap() > 1 {
                assert!(part.contains(&link), "{}: {link}", event["label"]);
                checked += 1;
            }
        }
    }
    assert!(checked > 0);
}

#[test]
fn side_by_side_counts_what_explain_finds() {
    let (_folder, run) = run_of(&["data/sample"], &[]);
    let page = report(&run, &[]);
    let articles = lines(&run, "articles.jsonl");
    let pairs: Vec<&str> = page.split("<details class=\"pair\" id=\"pair-").skip(1).collect();
    assert!(pairs.len() > 5);
    for pair in pairs {
        let mut numbers =
            pair.split('"').next().unwrap().split('-').map(|number| number.parse::<usize>().unwrap());
        let [a, b] = [0, 1].map(|_| articles[numbers.next().unwrap()]["id"].as_str().unwrap().to_owned());
        let arguments = ["explain", run.to_str().unwrap(), &a, &b, "--json"];
        let output = command(&arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        let told: Value = serde_json::from_str(&well(&arguments, &output)).unwrap();
        let pair = &pair[..pair.find("</details>").unwrap()];
        let longest = told["run_tokens"].as_u64().unwrap();
        assert!(pair.contains(&format!("longest run in common: {longest} word")), "{a} {b}");
        for found in told["paragraphs"].as_array().unwrap() {
            let said = format!(
                "{}, {}, {} words\"",
                found["kind"].as_str().unwrap(),
                found["edit"].as_str().unwrap(),
                found["tokens"]
            );
            assert!(pair.contains(&said) || found["tokens"].as_u64().unwrap() < 20, "{a} {b}: {said}");
        }
    }
}

#[test]
fn articles_of_one_record_are_told_apart() {
    let article = |id: &str, outlet: &str, text: &str| {
        let fire = "Fire in the old mill of Pellworth";
        json!({"id": id, "title": fire, "outlet": outlet, "published": "2025-03-04", "text": text})
    };
    let shared = "The old mill by the river burned down to its walls on Monday night, and nobody was hurt in it, the brigade said.";
    let own = |who: &str| {
        format!(
            "{shared}\n\nOnly {who} tells of the mill of Pellworth that its {who} wheel had been turning since then."
        )
    };
    let wrapped = |ids: [&str; 2]| {
        let articles: Vec<Value> = ids
            .iter()
            .map(|id| article(id, &format!("{id}.example"), &own(&format!("outlet{id}"))))
            .collect();
        json!({"articles": articles})
    };
    let (_folder, run) = run_of_lines(&[wrapped(["a", "b"]), wrapped(["c", "d"])], &["--text", "full"]);
    let page = report(&run, &[]);
    let pairs: Vec<&str> = page.split("<details class=\"pair\"").skip(1).collect();
    assert_eq!(pairs.len(), 3, "of four articles the three that share most");
    let articles = lines(&run, "articles.jsonl");
    for pair in pairs {
        let pair = &pair[..pair.find("</details>").unwrap()];
        let id = pair.split("id=\"pair-").nth(1).unwrap().split('"').next().unwrap();
        for number in id.split('-') {
            let own = format!("outlet{}", articles[number.parse::<usize>().unwrap()]["id"].as_str().unwrap());
            assert!(pair.contains(&own), "{id}: {own}");
        }
    }
    let told = done(&["explain", run.to_str().unwrap(), "b", "c"]);
    assert!(told.contains("outletb") && told.contains("outletc"), "{told}");
}

#[test]
fn who_did_not_carry_it_is_who_published_then() {
    let (_folder, run) = run_of(&["data/sample"], &[]);
    let page = report(&run, &[]);
    let articles = lines(&run, "articles.jsonl");
    let day = |line: &Value| {
        let time: jiff::Timestamp = line["published"].as_str()?.parse().ok()?;
        Some(time.as_second().div_euclid(86_400))
    };
    let events = lines(&run, "events.jsonl");
    let covers = |event: &Value, outlet: &Value| event["outlets"].as_array().unwrap().contains(outlet);
    let mut checked = 0;
    for event in &events {
        let id = event["id"].as_str().unwrap();
        let together = |outlet: &Value| {
            let those = event["outlets"].as_array().unwrap();
            events.iter().any(|other| covers(other, outlet) && those.iter().any(|one| covers(other, one)))
        };
        let days: Vec<i64> = articles.iter().filter(|line| line["event_id"] == id).filter_map(day).collect();
        let mut others: BTreeMap<&str, u64> = BTreeMap::new();
        if let (true, Some(first), Some(last)) = (days.len() > 1, days.iter().min(), days.iter().max()) {
            for line in &articles {
                let then = day(line).is_some_and(|day| (first - 1..=last + 1).contains(&day));
                let outlet =
                    Some(&line["outlet"]).filter(|outlet| !covers(event, outlet) && together(outlet));
                if let (true, Some(outlet)) = (then, outlet) {
                    *others.entry(outlet.as_str().unwrap()).or_default() += 1;
                }
            }
        }
        let part = part_of(&page, id);
        let told = part
            .split("<h3>Who did not carry it</h3>")
            .nth(1)
            .map_or("", |rest| rest.split("</p>").next().unwrap());
        let named: BTreeMap<&str, u64> = told
            .split("<bdi>")
            .skip(1)
            .map(|rest| {
                let (name, rest) = rest.split_once("</bdi>").unwrap();
                (name, rest.split('(').nth(1).unwrap().split(' ').next().unwrap().parse().unwrap())
            })
            .collect();
        assert_eq!(named.len(), others.len().min(8), "{id}: {told}");
        assert!(named.iter().all(|(name, articles)| others.get(name) == Some(articles)), "{id}: {told}");
        checked += named.len();
    }
    assert!(checked > 0);
}
