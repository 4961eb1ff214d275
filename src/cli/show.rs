//! `retold show`: one event, story or passage of a run, from the run's files alone.
//!
//! Files are read line by line, and nothing is held but what is shown.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    io,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use clap::Args;
use serde::{Deserialize, de::DeserializeOwned};

use super::{Outcome, args::ColorChoice, print, quoted, tell, terminal};
use crate::{
    error::{Error, Result},
    report::terminal::{
        Hint,
        show::{event, passage, story},
    },
    run::{
        LineKind, Named, Recorded,
        records::{Article, Borderline, Event, Passage, Story},
    },
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold show my-run ev_4yb37fzdrwsv              an event: articles, shared text, what almost belonged
  retold show my-run ev_4yb                       the same, where no other id begins like that
  retold show my-run ps_shmf8z7xacxf              a passage and everybody who carries it
  retold show my-run st_4yb37fzdrwsv              a story and its events
  retold show my-run ev_4yb --json | jq -r '.articles[]'
  jq -r '[.id, .size, .label] | @tsv' my-run/events.jsonl     ids of events";

#[derive(Args, Debug)]
pub(super) struct ShowArgs {
    /// The run's folder
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// The id of an event (ev_…), a story (st_…) or a passage (ps_…), or its beginning
    #[arg(value_name = "ID")]
    id: String,

    /// Print its line as it stands in the run instead of a page
    #[arg(long)]
    json: bool,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    color: ColorChoice,
}

pub(super) fn run(args: &ShowArgs) -> Outcome {
    let recorded = Recorded::open(&args.run)?;
    let named = recorded.find(&args.id)?;
    let notice = instead(&named);
    if args.json {
        if let Some(notice) = &notice {
            tell(&super::one_line(notice));
        }
        return print(|out| writeln!(out, "{}", named.line));
    }
    let run = Lines { recorded: &recorded };
    let view = terminal::view(args.color);
    match named.kind {
        LineKind::Event | LineKind::Article => {
            let shown = run.event(&named, notice)?;
            let hints = hints_of_event(args, &shown);
            print(|out| event::render(&shown, &hints, view, out))
        }
        LineKind::Story => {
            let shown = run.story(&named)?;
            let hints = hints_of_story(args, &shown);
            print(|out| story::render(&shown, &hints, view, out))
        }
        LineKind::Passage => {
            let shown = run.passage(&named)?;
            let hints = hints_of_passage(args, &shown);
            print(|out| passage::render(&shown, &hints, view, out))
        }
    }
}

/// Says what is shown where the named thing has no line of its own.
fn instead(named: &Named) -> Option<String> {
    let (what, shown) = match (named.of, named.kind) {
        (LineKind::Event, LineKind::Article) => ("an event of one article", "its article"),
        (LineKind::Story, LineKind::Article) => ("a story of one article", "its article"),
        (LineKind::Story, LineKind::Event) => ("a story of one event", "its event"),
        _ => return None,
    };
    Some(format!("{} is {what} and has no line of its own; this is {shown}", named.id))
}

/// A file that runs have without things of their own in it.
const BORDERLINE: &str = "borderline.jsonl";

/// The lines of a run that have to do with what is shown.
struct Lines<'a> {
    recorded: &'a Recorded,
}

/// An article, as far as an event of one is known by it.
#[derive(Deserialize)]
struct Alone {
    title: Option<String>,
    published: Option<String>,
    event_id: Option<String>,
}

impl Lines<'_> {
    fn event(&self, named: &Named, notice: Option<String>) -> Result<event::Shown> {
        let (line, articles): (Option<Event>, Vec<Article>) = if named.kind == LineKind::Event {
            let line: Event = parsed(self.recorded, named)?;
            let ids: HashSet<&str> = line.articles.iter().map(String::as_str).collect();
            let mut articles = self.articles(&ids)?;
            let ordered = line.articles.iter().filter_map(|id| articles.remove(id)).collect();
            (Some(line), ordered)
        } else {
            (None, vec![parsed(self.recorded, named)?])
        };
        let id = match (&line, articles.first()) {
            (Some(line), _) => line.id.clone(),
            (None, article) => article.and_then(|article| article.event_id.clone()).unwrap_or_default(),
        };
        let story = match &line {
            Some(line) => line.story_id.as_deref(),
            None => articles.first().and_then(|article| article.story_id.as_deref()),
        };
        Ok(event::Shown {
            notice,
            passages: self.shared(&id, &articles)?,
            close: self.close(&id)?,
            story: story.map(|story| self.story_line(story)).transpose()?.flatten(),
            event: line,
            articles,
        })
    }

    fn story(&self, named: &Named) -> Result<story::Shown> {
        let story: Story = parsed(self.recorded, named)?;
        let ids: BTreeSet<String> = story.events.iter().cloned().collect();
        let mut parts = self.parts(&ids)?;
        let events = story.events.iter().filter_map(|id| parts.remove(id)).collect();
        Ok(story::Shown { story, events })
    }

    fn passage(&self, named: &Named) -> Result<passage::Shown> {
        let passage: Passage = parsed(self.recorded, named)?;
        let ids: HashSet<&str> = passage.members.iter().map(|member| member.article_id.as_str()).collect();
        let articles = self.articles(&ids)?;
        let mut parts = self.parts(&passage.event_ids.iter().cloned().collect())?;
        let events = passage.event_ids.iter().map(|id| {
            let label = parts.remove(id).and_then(|part| part.label);
            (id.clone(), label)
        });
        Ok(passage::Shown { events: events.collect(), articles, passage })
    }

    /// The articles with these ids.
    fn articles(&self, ids: &HashSet<&str>) -> Result<HashMap<String, Article>> {
        #[derive(Deserialize)]
        struct Id {
            id: String,
        }
        let mut found = HashMap::with_capacity(ids.len());
        let read = self.recorded.each_line(LineKind::Article.file(), &mut |line| {
            let Id { id } = line.parsed()?;
            if ids.contains(id.as_str()) {
                found.insert(id, line.parsed()?);
            }
            Ok(if found.len() < ids.len() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        });
        self.whole(LineKind::Article, read.map(|()| found))
    }

    /// Passages in two of the articles or more; or of the only one, those that it shares.
    fn shared(&self, event: &str, articles: &[Article]) -> Result<Vec<event::Shared>> {
        let ids: HashSet<&str> = articles.iter().map(|article| article.id.as_str()).collect();
        let mut shared = Vec::new();
        let read = self.each_with(LineKind::Passage.file(), event, &mut |passage: Passage| {
            let members = passage.members.iter().map(|member| member.article_id.as_str());
            let all: HashSet<&str> = members.collect();
            let own = all.iter().filter(|id| ids.contains(*id)).count();
            if own >= ids.len().min(2) && own > 0 {
                shared.push(event::Shared {
                    articles: if ids.len() < 2 { all.len() } else { own } as u64,
                    id: passage.id,
                    kind: passage.kind,
                    text: passage.text,
                    tokens: passage.tokens,
                    first: passage.earliest,
                });
            }
            Ok(())
        });
        self.whole(LineKind::Passage, read.map(|()| shared))
    }

    /// Decisions on the event that could have gone the other way, most doubtful first.
    fn close(&self, event: &str) -> Result<Vec<event::Close>> {
        let mut lines: Vec<Borderline> = Vec::new();
        if self.recorded.has(BORDERLINE) {
            let read = self.each_with(BORDERLINE, event, &mut |line: Borderline| {
                if [&line.event_id, &line.other_event_id].iter().any(|id| *id == event) {
                    lines.push(line);
                }
                Ok(())
            });
            read.map_err(|error| Error::within(error, &self.recorded.path().join(BORDERLINE)))?;
        }
        let others = lines.iter().flat_map(|line| [&line.event_id, &line.other_event_id]);
        let others: BTreeSet<String> = others.filter(|id| *id != event).cloned().collect();
        let parts = self.parts(&others)?;
        let close = lines.into_iter().map(|line| {
            let is_own = line.event_id == event;
            let other = if is_own { line.other_event_id } else { line.event_id };
            let (own, theirs) = if is_own { (line.a, line.b) } else { (line.b, line.a) };
            let other = (!line.joined && other != event).then(|| {
                let part = parts.get(&other);
                let size = part.map_or(1, |part| part.size);
                event::Other { id: other, label: part.and_then(|part| part.label.clone()), size }
            });
            event::Close { other, own, theirs, score: line.score, cut: line.cut }
        });
        Ok(close.collect())
    }

    /// The events with these ids, by their ids: what their lines say, or their only articles.
    fn parts(&self, ids: &BTreeSet<String>) -> Result<HashMap<String, story::Part>> {
        let mut parts = HashMap::with_capacity(ids.len());
        if ids.is_empty() {
            return Ok(parts);
        }
        let read = self.recorded.each(LineKind::Event.file(), &mut |event: Event| {
            if ids.contains(&event.id) {
                let Event { id, label, size, first_seen, last_seen, .. } = event;
                let part = story::Part { id: id.clone(), label: Some(label), size, first_seen, last_seen };
                parts.insert(id, part);
            }
            Ok(())
        });
        self.whole(LineKind::Event, read)?;
        if parts.len() == ids.len() {
            return Ok(parts);
        }
        let read = self.recorded.each(LineKind::Article.file(), &mut |article: Alone| {
            let Some(id) = article.event_id.filter(|id| ids.contains(id) && !parts.contains_key(id)) else {
                return Ok(());
            };
            let part = story::Part {
                id: id.clone(),
                label: article.title,
                size: 1,
                first_seen: article.published.clone(),
                last_seen: article.published,
            };
            parts.insert(id, part);
            Ok(())
        });
        self.whole(LineKind::Article, read)?;
        Ok(parts)
    }

    /// The story with that id, if it has a line.
    fn story_line(&self, id: &str) -> Result<Option<Story>> {
        let mut found = None;
        let read = self.each_with(LineKind::Story.file(), id, &mut |story: Story| {
            if story.id == id {
                found = Some(story);
            }
            Ok(())
        });
        self.whole(LineKind::Story, read.map(|()| found))
    }

    /// Lines that hold the string; the others are not even taken apart.
    fn each_with<T: DeserializeOwned>(
        &self,
        name: &str,
        string: &str,
        visit: &mut dyn FnMut(T) -> io::Result<()>,
    ) -> io::Result<()> {
        let quoted = serde_json::to_string(string)?;
        self.recorded.each_line(name, &mut |line| {
            if line.text.contains(&quoted) {
                visit(line.parsed()?)?;
            }
            Ok(ControlFlow::Continue(()))
        })
    }

    fn whole<T>(&self, kind: LineKind, read: io::Result<T>) -> Result<T> {
        read.map_err(|error| self.recorded.within(error, kind))
    }
}

/// What the line of the named thing says.
fn parsed<T: DeserializeOwned>(recorded: &Recorded, named: &Named) -> Result<T> {
    serde_json::from_str(&named.line).map_err(|error| Error::Malformed {
        path: recorded.path().join(named.kind.file()),
        expected: "a file of a run",
        detail: error.to_string(),
    })
}

fn hints_of_event(args: &ShowArgs, shown: &event::Shown) -> Vec<Hint> {
    let mut hints = Vec::new();
    let near = shown.close.first().map(|close| (close.own.as_str(), close.theirs.as_str()));
    let two = match shown.articles.as_slice() {
        [first, .., last] => Some((first.id.as_str(), last.id.as_str())),
        _ => None,
    };
    if let Some((own, theirs)) = near {
        hints.push(explain(
            args,
            &[own, theirs],
            "says why the nearest two on both sides are one event or not",
        ));
    } else if let Some((first, last)) = two {
        hints.push(explain(args, &[first, last], "says why the first and the last are one event"));
    } else if let Some(only) = shown.articles.first() {
        hints.push(explain(args, &[&only.id], "says which events it did not join"));
    }
    if let Some(most) = shown.passages.first() {
        hints.push(show(args, &most.id, "shows a passage and everybody who carries it"));
    }
    if let Some(story) = &shown.story {
        hints.push(show(args, &story.id, "shows the story with its other events"));
    }
    let command = format!("retold report {}", quoted(&args.run));
    hints.push(Hint { command, purpose: "makes a page of the run, with articles side by side".to_owned() });
    hints
}

fn hints_of_story(args: &ShowArgs, shown: &story::Shown) -> Vec<Hint> {
    let largest = shown.events.iter().max_by_key(|part| part.size);
    largest.map(|part| show(args, &part.id, "shows its largest event")).into_iter().collect()
}

fn hints_of_passage(args: &ShowArgs, shown: &passage::Shown) -> Vec<Hint> {
    let members = &shown.passage.members;
    let mut hints = Vec::new();
    if let (Some(first), Some(last)) = (members.first(), members.last())
        && first.article_id != last.article_id
    {
        let ids = [first.article_id.as_str(), last.article_id.as_str()];
        hints.push(explain(args, &ids, "lays the texts of the first and the last beside each other"));
    }
    if let Some((event, _)) = shown.events.first() {
        hints.push(show(args, event, "shows its event"));
    }
    hints
}

fn explain(args: &ShowArgs, articles: &[&str], purpose: &str) -> Hint {
    let articles: Vec<String> = articles.iter().map(|id| quoted(Path::new(id))).collect();
    let command = format!("retold explain {} {}", quoted(&args.run), articles.join(" "));
    Hint { command, purpose: purpose.to_owned() }
}

fn show(args: &ShowArgs, id: &str, purpose: &str) -> Hint {
    let command = format!("retold show {} {}", quoted(&args.run), quoted(Path::new(id)));
    Hint { command, purpose: purpose.to_owned() }
}
