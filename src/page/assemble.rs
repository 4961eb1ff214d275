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
    choice::{self, Couple},
    compare,
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

/// What parts are made from.
struct Maker<'a> {
    basis: Basis<'a>,
    /// Events and passages in the order of the page.
    order: Vec<usize>,
    between: Vec<usize>,
    /// Per event of which that is known: its articles that are laid beside each other.
    couples: Vec<Vec<Couple>>,
    /// Passages whose wordings are known.
    told: usize,
    texts: Texts,
    /// Whether the texts could not be read.
    has_no_texts: bool,
    compared: QuerySettings,
    text: TextMode,
}

impl Maker<'_> {
    /// The part of the event of that place in the order.
    fn event(&self, at: usize) -> Markup {
        let (book, event) = (self.basis.book, self.order[at]);
        let Some(couples) = self.couples.get(at) else {
            let note = "Left out here for size; retold explain RUN A B lays any two articles side by side.";
            return events::part(self.basis, event, &[], Some(note));
        };
        let pairs = couples.iter().filter_map(|&couple| {
            compare::side_by_side(book, event, couple, &self.texts, self.compared, self.text)
        });
        let pairs: Vec<Markup> = pairs.collect();
        let note = match (couples.is_empty(), pairs.is_empty()) {
            (true, _) => Some(
                "No two of these articles share a passage of their own text: nothing to lay side by side.",
            ),
            (false, true) if self.has_no_texts => {
                Some("The inputs of the run are not what or where they were, so the texts cannot be shown.")
            }
            (false, true) => Some("The texts could not be read again as they were."),
            (false, false) => None,
        };
        events::part(self.basis, event, &pairs, note)
    }

    /// The part of the passage of that place in the order.
    fn passage(&self, at: usize) -> Markup {
        let texts = Some(&self.texts).filter(|_| at < self.told);
        passages::part(self.basis, self.between[at], texts, self.text)
    }
}

/// Makes the page of a run.
///
/// # Errors
/// When the run cannot be read. Without its inputs or its scores the page is made, and says what it lacks.
pub(super) fn assemble(
    recorded: &Recorded,
    settings: PageSettings,
    target: &Target,
    progress: &dyn Progress,
) -> Result<Assembled> {
    let book = during(progress, Stage::Read, || Book::read(recorded))?;
    let order = choice::events(&book);
    let mut between = choice::passages(&book);
    between.retain(|&number| book.passages[number].is_between_outlets());
    // As many as fit at the sizes that are usual.
    let rich = order.len().min((settings.max_bytes * 6 / 10 / RICH) as usize);
    let told = between.len().min((settings.max_bytes * 15 / 100 / PASSAGE) as usize);
    let couples: Vec<Vec<Couple>> =
        order[..rich].par_iter().map(|&event| choice::couples(&book, event)).collect();
    let mut wanted: Vec<usize> = couples.iter().flatten().flat_map(|couple| [couple.a, couple.b]).collect();
    if settings.text != TextMode::None {
        wanted.extend(
            between[..told].iter().flat_map(|&at| passages::shown_articles(&book, &book.passages[at])),
        );
    }
    let (ties, texts) =
        rayon::join(|| Ties::read(recorded, &book), || Texts::read(recorded, &book, &wanted, progress));
    let mut notes = Vec::new();
    let ties = ties.map_err(|error| notes.push(format!("without scores: {error}"))).ok();
    let texts = texts.map_err(|error| notes.push(format!("without articles side by side: {error}")));
    let maker = Maker {
        basis: Basis {
            book: &book,
            ties: ties.as_ref(),
            cut: recorded.cut(),
            has_text: settings.text != TextMode::None,
        },
        order,
        between,
        couples,
        told,
        has_no_texts: texts.is_err(),
        texts: texts.unwrap_or_default(),
        compared: QuerySettings::new(QuerySettings::MIN_WORDS, recorded.reuse_threshold())?,
        text: settings.text,
    };
    progress.begin(Stage::Write, None);
    let title = shell::title(recorded);
    let (page, places, mut left_out) = page(&maker, settings, target, &title);
    let more = more(&maker, &places, &title);
    progress.end();
    notes.append(&mut left_out);
    Ok(Assembled { page, more, notes })
}

/// The page itself, where parts are, and what it left out.
fn page<'a>(
    maker: &Maker,
    settings: PageSettings,
    target: &'a Target,
    title: &str,
) -> (String, Places<'a>, Vec<String>) {
    let book = maker.basis.book;
    let (outlets, quality) = (outlets::part(book), quality::part(book, maker.basis.ties, maker.basis.cut));
    let rows = list::rows(book, &maker.order);
    let fixed: usize =
        shell::BYTES + outlets.0.len() + quality.0.len() + rows.iter().map(|row| row.0.len()).sum::<usize>();
    let max = settings.max_bytes as usize;
    let room = max.saturating_sub(fixed);
    let folder = target.folder.as_deref().unwrap_or("");
    let placed = Placed {
        here: maker.order.len(),
        per_file: if target.folder.is_some() { EVENTS } else { 0 },
        folder,
    };
    let (index, n_rows) = list::data(book, &maker.order, placed, room * 2 / 5);
    let room = room.saturating_sub(index.0.len());
    let mut events = fitting(maker.order.len(), maker.couples.len(), room * 7 / 10, &|at| maker.event(at));
    let room = room.saturating_sub(events.iter().map(|part| part.0.len()).sum());
    let mut passages = fitting(maker.between.len(), maker.told, room, &|at| maker.passage(at));
    loop {
        let here = (events.len(), passages.len());
        let places = Places { here, of: places(maker, here, target), target };
        let placed = Placed { here: here.0, ..placed };
        let (index, _) = list::data(book, &maker.order[..n_rows], placed, index.0.len() + 4096);
        let left_out = left_out(maker, &places, n_rows, settings);
        let parts = Parts {
            findings: findings(book, &maker.order, &maker.between),
            notices: notices(maker),
            left_out: left_out.clone(),
            rows: rows.clone(),
            events: events.clone(),
            passages: passages.clone(),
            outlets: outlets.clone(),
            quality: quality.clone(),
            index,
        };
        let text =
            places.resolved(&shell::page(book, title.to_owned(), parts).render().unwrap_or_default(), None);
        // Addresses of parts elsewhere are longer than what stood for them.
        if text.len() <= max || (passages.pop().is_none() && events.pop().is_none()) {
            return (text, places, left_out);
        }
        let mut excess = (text.len() - max) as i64;
        while excess > 0
            && let Some(part) = passages.pop().or_else(|| events.pop())
        {
            excess -= part.0.len() as i64;
        }
    }
}

/// The first parts that fit into so many bytes, of those that were counted on more than of all others.
fn fitting(all: usize, expected: usize, room: usize, part: &(dyn Fn(usize) -> Markup + Sync)) -> Vec<Markup> {
    let all: Vec<usize> = (0..all).collect();
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

fn places(maker: &Maker, here: (usize, usize), target: &Target) -> HashMap<String, Option<String>> {
    let book = maker.basis.book;
    let events = maker.order.iter().enumerate().map(|(at, &event)| {
        (&book.events[event].id, at.checked_sub(here.0).map(|at| events_file(at / EVENTS)))
    });
    let passages = maker.between.iter().enumerate().map(|(at, &passage)| {
        (&book.passages[passage].id, at.checked_sub(here.1).map(|at| passages_file(at / PASSAGES)))
    });
    let all = events.chain(passages);
    all.filter(|(_, file)| file.is_none() || target.folder.is_some())
        .map(|(id, file)| (id.clone(), file))
        .collect()
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

/// The further files: first those of events.
fn more(maker: &Maker, places: &Places, title: &str) -> Vec<(String, String)> {
    if places.target.folder.is_none() {
        return Vec::new();
    }
    let back = format!("../{}", encoded(&places.target.page));
    let file = |name: String, what: &str, all: &[usize], part: &(dyn Fn(usize) -> Markup + Sync)| {
        let parts: Vec<Markup> =
            all.iter().map(|&at| Markup(places.resolved(&part(at).0, Some(&name)))).collect();
        let ends = [all.first(), all.last()].map(|at| number(at.map_or(0, |at| at + 1)));
        let heading = format!("{what} {} to {}", ends[0], ends[1]);
        let note =
            format!("{what} that did not fit into the report, in its order: those of most outlets first.");
        (name, shell::more(title, &heading, &note, &back, &parts))
    };
    let events: Vec<usize> = (places.here.0..maker.order.len()).collect();
    let events = events.par_chunks(EVENTS).enumerate();
    let events = events.map(|(at, all)| file(events_file(at), "Events", all, &|at| maker.event(at)));
    let passages: Vec<usize> = (places.here.1..maker.between.len()).collect();
    let passages = passages.par_chunks(PASSAGES).enumerate();
    let passages =
        passages.map(|(at, all)| file(passages_file(at), "Passages", all, &|at| maker.passage(at)));
    let mut files: Vec<(String, String)> = events.collect();
    files.par_extend(passages);
    files
}

/// What the page does not hold, and where that is.
fn left_out(maker: &Maker, places: &Places, n_rows: usize, settings: PageSettings) -> Vec<String> {
    let book = maker.basis.book;
    let (n_events, n_passages) = (maker.order.len(), maker.between.len());
    let (events, passages) = (n_events - places.here.0, n_passages - places.here.1);
    let mut left_out = Vec::new();
    if events + passages > 0 {
        let what = format!(
            "{} and {} did not fit into {} MB",
            counted(events, "event"),
            counted(passages, "passage"),
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
            number(n_rows),
            number(n_events - n_rows)
        ));
    }
    let others = book.passages.len() - n_passages;
    if others > 0 {
        left_out.push(format!(
            "{} within one outlet, or of the page, are listed with their events; all are in passages.jsonl.",
            counted(others, "passage")
        ));
    }
    left_out
}

/// What a reader should know before anything else.
fn notices(maker: &Maker) -> Vec<String> {
    let book = maker.basis.book;
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
    if maker.basis.ties.is_none() {
        notices.push(
            "The run keeps no scores, so why events belong together is not said. Runs of this version do."
                .to_owned(),
        );
    }
    if maker.has_no_texts {
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
