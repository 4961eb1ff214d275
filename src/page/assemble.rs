//! The page under its limit of bytes, and where everything else goes.
//!
//! Order of claims: the page itself with outlets and quality; the data of the list of events, up to two fifths of what is
//! left; parts of events, up to seven tenths of what is then left; parts of passages. Parts that do not fit go into
//! files of so many events or passages each. Links are written as `§id` and led to where the part is when that is known.

use std::path::Path;

use askama::Template;
use hashbrown::HashMap;
use rayon::prelude::*;

use super::{
    PageSettings,
    book::Book,
    choice, compare,
    escape::Markup,
    events::{self, Basis},
    findings::findings,
    list::{self, Placed},
    outlets, passages, quality,
    shell::{self, Parts},
    texts::Texts,
    ties::Ties,
    words::{counted, number, percent},
};
use crate::{
    error::Result,
    progress::{Progress, Stage, during},
    query::QuerySettings,
    report::TextMode,
    run::Recorded,
};

/// Events of a further file.
const EVENTS: usize = 200;

/// Passages of a further file.
const PASSAGES: usize = 300;

/// Bytes of the part of an event with articles beside each other, about; what is made before the limit is known.
const RICH: u64 = 9_000;

/// Bytes of the part of a passage, about.
const PASSAGE: u64 = 5_000;

/// Where the page is to be.
pub(super) struct Target {
    /// The name of its file.
    pub(super) page: String,
    /// The folder of the further files; without one, what does not fit is left out.
    pub(super) folder: Option<String>,
}

/// A page and its further files.
pub(super) struct Assembled {
    pub(super) page: String,
    /// Name and content.
    pub(super) more: Vec<(String, String)>,
    /// What who asked for it should know.
    pub(super) notes: Vec<String>,
}

/// Whether a page would have written a file of that name.
pub(super) fn is_ours(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let middle = ["events-", "passages-"].iter().find_map(|start| name.strip_prefix(start));
    let number = middle.and_then(|rest| rest.strip_suffix(".html"));
    number.is_some_and(|number| number.len() >= 3 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn events_file(at: usize) -> String {
    format!("events-{:03}.html", at + 1)
}

fn passages_file(at: usize) -> String {
    format!("passages-{:03}.html", at + 1)
}

pub(super) fn assemble(
    recorded: &Recorded,
    settings: PageSettings,
    target: &Target,
    progress: &dyn Progress,
) -> Result<Assembled> {
    let book = during(progress, Stage::Read, || Book::read(recorded))?;
    let order = choice::events(&book);
    let between: Vec<usize> = choice::passages(&book)
        .into_iter()
        .filter(|&number| book.passages[number].is_between_outlets())
        .collect();
    // As many as fit at the sizes that are usual.
    let rich = order.len().min((settings.max_bytes * 6 / 10 / RICH) as usize);
    let told = between.len().min((settings.max_bytes * 15 / 100 / PASSAGE) as usize);
    let couples: Vec<Vec<choice::Couple>> =
        order[..rich].par_iter().map(|&event| choice::couples(&book, event)).collect();
    let mut wanted: Vec<usize> = couples.iter().flatten().flat_map(|couple| [couple.a, couple.b]).collect();
    wanted.extend(between[..told].iter().flat_map(|&at| passages::shown_articles(&book, &book.passages[at])));
    wanted.sort_unstable();
    wanted.dedup();
    if settings.text == TextMode::None {
        // Shares and numbers of matches are no text.
        wanted.retain(|number| {
            couples.iter().flatten().any(|couple| couple.a == *number || couple.b == *number)
        });
    }
    let (ties, texts) =
        rayon::join(|| Ties::read(recorded, &book), || Texts::read(recorded, &book, &wanted, progress));
    let mut notes = Vec::new();
    let ties = ties.map_err(|error| notes.push(format!("without scores: {error}"))).ok();
    let texts = texts.map_err(|error| notes.push(format!("without articles side by side: {error}")));
    let no_texts = texts.is_err();
    let texts = texts.unwrap_or_default();
    let basis = Basis {
        book: &book,
        ties: ties.as_ref(),
        cut: recorded.cut(),
        has_text: settings.text != TextMode::None,
    };
    progress.begin(Stage::Write, None);
    let compared = QuerySettings::new(QuerySettings::MIN_WORDS, recorded.reuse_threshold())?;
    let part = |at: usize| -> Markup {
        let event = order[at];
        let couples = couples.get(at).map_or(&[][..], Vec::as_slice);
        let pairs: Vec<Markup> = couples
            .iter()
            .filter_map(|&couple| {
                compare::side_by_side(&book, event, couple, &texts, compared, settings.text)
            })
            .collect();
        let note = match (at < rich, couples.is_empty(), no_texts) {
            (true, true, _) | (false, _, false) if choice::couples(&book, event).is_empty() => Some(
                "No two of these articles share a passage of their own text, so there is nothing to lay side by side.",
            ),
            (true, false, true) => Some(
                "The inputs of the run are not where they were, or not what they were, so the texts cannot be shown.",
            ),
            (true, false, false) if pairs.is_empty() => Some("The texts cannot be read again as they were."),
            (false, ..) => {
                Some("Left out here for size: retold explain RUN A B lays any two articles side by side.")
            }
            _ => None,
        };
        events::part(basis, event, &pairs, note)
    };
    let outlets_part = outlets::part(&book);
    let quality_part = quality::part(&book, basis.ties, basis.cut);
    let fixed = 60_000 + outlets_part.0.len() + quality_part.0.len();
    let room = (settings.max_bytes as usize).saturating_sub(fixed);
    let folder = target.folder.as_deref().unwrap_or("");
    let per_file = if target.folder.is_some() { EVENTS } else { 0 };
    // The numbers in the data do not change its size by more than some bytes.
    let guess = Placed { here: order.len(), per_file, folder };
    let (index, n_rows) = list::data(&book, &order, guess, room * 2 / 5);
    let room = room.saturating_sub(index.0.len());
    let mut events = fitting((0..order.len()).collect(), rich, room * 7 / 10, &|at| part(at));
    let room = room.saturating_sub(events.iter().map(|part| part.0.len()).sum());
    let passage = |at: usize| {
        let shown = Some(&texts).filter(|_| at < told);
        passages::part(basis, between[at], shown, settings.text)
    };
    let mut passages = fitting((0..between.len()).collect(), told, room, &passage);
    let places = Places {
        here: (events.len(), passages.len()),
        of: placed(&book, &order, &between, (events.len(), passages.len()), target.folder.is_some()),
        target,
    };
    let (index, n_rows) =
        list::data(&book, &order[..n_rows], Placed { here: events.len(), ..guess }, index.0.len() + 4096);
    let left_out = left_out(&places, (order.len(), between.len(), n_rows), settings, &book);
    notes.extend(left_out.iter().cloned());
    let resolve = |parts: &mut Vec<Markup>| {
        parts.par_iter_mut().for_each(|part| part.0 = places.resolved(&part.0, None));
    };
    resolve(&mut events);
    resolve(&mut passages);
    let rows = list::rows(&book, &order);
    let title = shell::title(recorded);
    let shell_parts = Parts {
        findings: findings(&book, &order, &between),
        notices: notices(&book, basis.ties.is_none(), no_texts),
        left_out,
        rows,
        events,
        passages,
        outlets: outlets_part,
        quality: quality_part,
        index,
    };
    let page = shell::page(&book, title.clone(), shell_parts).render().unwrap_or_default();
    let page = places.resolved(&page, None);
    let more = more(&places, &title, (order.len(), between.len()), &part, &passage);
    progress.end();
    Ok(Assembled { page, more, notes })
}

/// The first parts that fit into so many bytes, of those that were counted on more than of all others.
fn fitting(
    all: Vec<usize>,
    expected: usize,
    room: usize,
    part: &(dyn Fn(usize) -> Markup + Sync),
) -> Vec<Markup> {
    let mut left = room;
    let mut parts = Vec::new();
    let mut chunks = vec![&all[..expected.min(all.len())]];
    chunks.extend(all[expected.min(all.len())..].chunks(64));
    for chunk in chunks {
        let made: Vec<Markup> = chunk.par_iter().map(|&at| part(at)).collect();
        for markup in made {
            if markup.0.len() > left {
                return parts;
            }
            left -= markup.0.len();
            parts.push(markup);
        }
    }
    parts
}

/// Where parts are.
struct Places<'a> {
    /// How many events and passages are in the page.
    here: (usize, usize),
    /// The file of each part by its id: `None` for the page.
    of: HashMap<String, Option<String>>,
    target: &'a Target,
}

fn placed(
    book: &Book,
    order: &[usize],
    between: &[usize],
    here: (usize, usize),
    has_folder: bool,
) -> HashMap<String, Option<String>> {
    let mut of = HashMap::new();
    for (at, &event) in order.iter().enumerate() {
        let id = book.events[event].id.clone();
        if at < here.0 {
            of.insert(id, None);
        } else if has_folder {
            of.insert(id, Some(events_file((at - here.0) / EVENTS)));
        }
    }
    for (at, &passage) in between.iter().enumerate() {
        let id = book.passages[passage].id.clone();
        if at < here.1 {
            of.insert(id, None);
        } else if has_folder {
            of.insert(id, Some(passages_file((at - here.1) / PASSAGES)));
        }
    }
    of
}

impl Places<'_> {
    /// The markup with its links led to where parts are; `from` is the further file that it is in. A link to what is
    /// nowhere leads nowhere.
    fn resolved(&self, markup: &str, from: Option<&str>) -> String {
        const MARK: &str = "href=\"§";
        let mut out = String::with_capacity(markup.len() + markup.len() / 50);
        let mut rest = markup;
        while let Some(at) = rest.find(MARK) {
            out.push_str(&rest[..at]);
            rest = &rest[at + MARK.len()..];
            let end = rest.find('"').unwrap_or(0);
            let id = &rest[..end];
            rest = &rest[(end + 1).min(rest.len())..];
            match self.of.get(id) {
                Some(file) => out.push_str(&format!("href=\"{}\"", self.address(id, file.as_deref(), from))),
                None if id.is_empty() => out.push_str("href=\"#\""),
                // An anchor that leads nowhere is text.
                None => out.push_str("class=\"nowhere\""),
            }
        }
        out.push_str(rest);
        out
    }

    fn address(&self, id: &str, file: Option<&str>, from: Option<&str>) -> String {
        match (file, from) {
            (None, None) => format!("#{id}"),
            (Some(file), Some(from)) if file == from => format!("#{id}"),
            (Some(file), Some(_)) => format!("{file}#{id}"),
            (None, Some(_)) => format!("../{}#{id}", encoded(&self.target.page)),
            (Some(file), None) => {
                format!("{}/{file}#{id}", encoded(self.target.folder.as_deref().unwrap_or("")))
            }
        }
    }
}

/// A name as a part of an address.
fn encoded(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(byte as char),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn more(
    places: &Places,
    title: &str,
    (n_events, n_passages): (usize, usize),
    event: &(dyn Fn(usize) -> Markup + Sync),
    passage: &(dyn Fn(usize) -> Markup + Sync),
) -> Vec<(String, String)> {
    if places.target.folder.is_none() {
        return Vec::new();
    }
    let back = format!("../{}", encoded(&places.target.page));
    let file = |name: String,
                heading: String,
                note: &str,
                all: &[usize],
                part: &(dyn Fn(usize) -> Markup + Sync)| {
        let parts: Vec<Markup> =
            all.iter().map(|&at| Markup(places.resolved(&part(at).0, Some(&name)))).collect();
        let text = shell::more(title, &heading, note, &back, &parts);
        (name, text)
    };
    let rest: Vec<usize> = (places.here.0..n_events).collect();
    let chunks: Vec<&[usize]> = rest.chunks(EVENTS).collect();
    let mut files: Vec<(String, String)> = chunks
        .into_par_iter()
        .enumerate()
        .map(|(number, all)| {
            let heading = format!(
                "Events {} to {}",
                self::number(all[0] as u64 + 1),
                self::number(all[all.len() - 1] as u64 + 1)
            );
            let note = "Events that did not fit into the report, in its order: those of most outlets first.";
            file(events_file(number), heading, note, all, event)
        })
        .collect();
    let rest: Vec<usize> = (places.here.1..n_passages).collect();
    let chunks: Vec<&[usize]> = rest.chunks(PASSAGES).collect();
    let passages = chunks.into_par_iter().enumerate().map(|(number, all)| {
        let heading = format!(
            "Passages {} to {}",
            self::number(all[0] as u64 + 1),
            self::number(all[all.len() - 1] as u64 + 1)
        );
        let note = "Passages that did not fit into the report, in its order: those of most outlets first.";
        file(passages_file(number), heading, note, all, passage)
    });
    files.extend(passages.collect::<Vec<(String, String)>>());
    files
}

/// What the page does not hold, and where that is.
fn left_out(
    places: &Places,
    (n_events, n_passages, n_rows): (usize, usize, usize),
    settings: PageSettings,
    book: &Book,
) -> Vec<String> {
    let (events, passages) = (n_events - places.here.0, n_passages - places.here.1);
    let mut left_out = Vec::new();
    if events + passages > 0 {
        let what = format!(
            "{} and {} did not fit into {} MB",
            counted(events as u64, "event"),
            counted(passages as u64, "passage"),
            settings.max_bytes as f64 / 1e6
        );
        left_out.push(match &places.target.folder {
            Some(folder) => format!("{what}: they are in the folder {folder}/, which goes with this file. All events are laid side by side by `retold explain`."),
            None => format!("{what} and are left out; written to a file, the report puts them into a folder beside it."),
        });
    }
    if n_rows < n_events {
        left_out.push(format!(
            "The list has the {} events of most outlets; {} more are in those files only, and in events.jsonl.",
            number(n_rows as u64),
            number((n_events - n_rows) as u64)
        ));
    }
    let others = book.passages.len() - n_passages;
    if others > 0 {
        left_out.push(format!(
            "{} within one outlet, or of the page, are listed with their events; all are in passages.jsonl.",
            counted(others as u64, "passage")
        ));
    }
    left_out
}

/// What a reader should know before anything else.
fn notices(book: &Book, no_scores: bool, no_texts: bool) -> Vec<String> {
    let mut notices = Vec::new();
    let (undated, articles) = (book.count("undated_articles"), book.count("articles"));
    if undated > 0 && undated == articles {
        notices.push("No article has a date: who was first cannot be told, and there are no timelines. If a column holds dates: --map date=COLUMN".to_owned());
    } else if undated > 0 {
        let share = percent(undated as f64 / articles.max(1) as f64);
        notices.push(format!(
            "{} ({share}) without a date: who was first is not told for those.",
            counted(undated, "article")
        ));
    }
    let unnamed = book.articles.iter().filter(|article| article.outlet.is_none()).count() as u64;
    if unnamed > 0 {
        let share = percent(unnamed as f64 / articles.max(1) as f64);
        notices.push(format!(
            "{} ({share}) without an outlet: each counts as an outlet of its own where text is compared.",
            counted(unnamed, "article")
        ));
    }
    let rejects = book.count("rejects");
    if rejects > 0 {
        notices.push(format!("{} could not be used; why is under Quality.", counted(rejects, "record")));
    }
    if no_scores {
        notices.push(
            "The run keeps no scores, so why events belong together is not said. Runs of this version do."
                .to_owned(),
        );
    }
    if no_texts {
        notices.push("The inputs of the run are not where they were, or not what they were: nothing is laid side by side.".to_owned());
    }
    notices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_a_page_are_ours() {
        for ours in ["events-001.html", "passages-1234.html"] {
            assert!(is_ours(Path::new(ours)), "{ours}");
        }
        for theirs in
            ["events-.html", "events-1.html", "events-001.htm", "my-events-001.html", "events-00a.html"]
        {
            assert!(!is_ours(Path::new(theirs)), "{theirs}");
        }
    }

    #[test]
    fn links_lead_to_where_parts_are() {
        let target = Target { page: "my report.html".to_owned(), folder: Some("my report".to_owned()) };
        let of = [("ev_a", None), ("ev_b", Some("events-001.html")), ("ev_c", Some("events-002.html"))];
        let of = of.map(|(id, file)| (id.to_owned(), file.map(str::to_owned)));
        let places = Places { here: (1, 0), of: of.into_iter().collect(), target: &target };
        let links = "<a href=\"§ev_a\">§ev_b</a><a href=\"§ev_b\">b</a><a href=\"§ev_x\">x</a>";
        assert_eq!(
            places.resolved(links, None),
            "<a href=\"#ev_a\">§ev_b</a><a href=\"my%20report/events-001.html#ev_b\">b</a><a class=\"nowhere\">x</a>"
        );
        assert_eq!(
            places.resolved(links, Some("events-001.html")),
            "<a href=\"../my%20report.html#ev_a\">§ev_b</a><a href=\"#ev_b\">b</a><a class=\"nowhere\">x</a>"
        );
    }
}
