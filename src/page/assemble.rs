//! The page under its limit of bytes, and where everything else goes.
//!
//! Order of claims: the page itself with outlets and quality; the data of the list of events, up to half of what is
//! left; parts of events, up to seven tenths of what is then left; parts of passages. Parts that do not fit go into
//! files of so many events or passages each. Links are written as `§id` and led to where the part is when that is known.

use askama::Template;
use rayon::prelude::*;

use super::{
    PageSettings,
    book::Book,
    choice::{self, Couple},
    escape::Markup,
    events::Basis,
    findings::findings,
    further::Further,
    list::{self, Index, Placed},
    maker::Maker,
    outlets, passages,
    places::{EVENTS, PASSAGES, Places, Target},
    quality,
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

/// Parts that are made together while it is not known how many fit.
const TOGETHER: usize = 16;

/// A page, and what is needed for its further files.
pub(super) struct Assembled<'a> {
    pub(super) page: String,
    pub(super) further: Further<'a>,
    /// What who asked for it should know.
    pub(super) notes: Vec<String>,
}

/// Makes the page of a run and hands it over.
///
/// # Errors
/// When the run cannot be read; what `finish` says. Without its inputs or its scores the page is made, and says what it
/// lacks.
pub(super) fn assemble<T>(
    recorded: &Recorded,
    settings: PageSettings,
    target: &Target,
    progress: &dyn Progress,
    finish: impl FnOnce(Assembled) -> Result<T>,
) -> Result<T> {
    let book = during(progress, Stage::Read, || Book::read(recorded))?;
    let order = choice::events(&book);
    let mut between = choice::passages(&book);
    between.retain(|&number| book.passages[number].is_between_outlets());
    let couples: Vec<Vec<Couple>> = order.par_iter().map(|&event| choice::couples(&book, event)).collect();
    let mut wanted: Vec<usize> = couples.iter().flatten().flat_map(|couple| [couple.a, couple.b]).collect();
    if settings.text != TextMode::None {
        wanted.extend(between.iter().flat_map(|&at| passages::shown_articles(&book, &book.passages[at])));
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
        has_no_texts: texts.is_err(),
        texts: texts.unwrap_or_default(),
        compared: QuerySettings::new(QuerySettings::MIN_WORDS, recorded.reuse_threshold())?,
        text: settings.text,
    };
    // As if nothing of it were in the page: what is there is known only when it is made.
    let further = maker.order.len().div_ceil(EVENTS) + maker.between.len().div_ceil(PASSAGES);
    let further = if target.folder.is_some() { further } else { 0 };
    progress.begin(Stage::Write, Some(1 + further as u64));
    let title = shell::title(recorded);
    let (page, places, mut left_out) = page(&maker, settings, target, &title);
    notes.append(&mut left_out);
    progress.advance(1);
    let finished = finish(Assembled { page, further: Further::new(&maker, &places, &title), notes });
    progress.end();
    finished
}

/// The page itself, where parts are, and what it left out.
fn page<'a>(
    maker: &Maker,
    settings: PageSettings,
    target: &'a Target,
    title: &str,
) -> (String, Places<'a>, Vec<String>) {
    let book = maker.basis.book;
    let (outlets, quality) =
        rayon::join(|| outlets::part(book), || quality::part(book, maker.basis.ties, maker.basis.cut));
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
    let index = Index::fitting(book, &maker.order, room / 2);
    let room = room.saturating_sub(index.len());
    let mut events = fitting(maker.order.len(), room * 7 / 10, &|at| maker.event(at));
    let room = room.saturating_sub(events.iter().map(|part| part.0.len()).sum());
    let mut passages = fitting(maker.between.len(), room, &|at| maker.passage(at));
    loop {
        let here = (events.len(), passages.len());
        let places = Places::new(maker, here, target);
        let left_out = left_out(maker, &places, index.n, settings);
        let parts = Parts {
            findings: findings(book, &maker.order, &maker.between),
            notices: notices(maker),
            left_out: left_out.clone(),
            rows: rows.clone(),
            events: events.clone(),
            passages: passages.clone(),
            outlets: outlets.clone(),
            quality: quality.clone(),
            index: index.markup(Placed { here: here.0, ..placed }),
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

/// The first parts that fit into so many bytes.
fn fitting(all: usize, room: usize, part: &(dyn Fn(usize) -> Markup + Sync)) -> Vec<Markup> {
    let mut left = room;
    let mut parts = Vec::new();
    for start in (0..all).step_by(TOGETHER) {
        let chunk = start..(start + TOGETHER).min(all);
        for markup in chunk.into_par_iter().map(part).collect::<Vec<Markup>>() {
            if markup.0.len() > left {
                return parts;
            }
            left -= markup.0.len();
            parts.push(markup);
        }
    }
    parts
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
            (settings.max_bytes as f64 / 1e5).round() / 10.0
        );
        left_out.push(match &places.target.folder {
            Some(folder) => format!("{what}: they are in the folder {folder}/, which goes with this file."),
            None => format!(
                "{what} and are left out; written to a file, the report puts them into a folder beside it."
            ),
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
