//! The page of `retold query`: who ran the text, sentence by sentence, and with which changes.

use std::io::{self, Write};

use super::{
    ACCENT, BOLD, CAUTION, DIM, Hint, PLAIN, Page, View,
    cells::{clean, counted, number, pad},
    differences::Setting,
    next,
    sections::{day, percent},
};
use crate::{
    query::{self, Answer, passages::Passage},
    report::{
        differences::{self, Side},
        names,
        query::{Earliest, Match, Query, Sentence},
        text::cut,
    },
    reuse::Edit,
};

/// Articles whose changes are shown.
const CHANGED: usize = 3;

/// Articles at most that are looked at for changes.
const LISTED: usize = 8;

/// Passages of one article whose changes are shown.
const PASSAGES: usize = 5;

/// Sentences that are listed.
const SENTENCES: usize = 12;

/// Words at the ends of an unchanged stretch that are shown.
const ENDS: usize = 14;

/// What the page shows.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// What was found.
    pub answer: &'a Answer,
    /// The line about the query.
    pub query: &'a Query<'a>,
    /// The lines about articles, in the order of the answer's matches.
    pub matches: &'a [Match<'a>],
    /// Articles listed at most.
    pub limit: usize,
}

/// Writes the page.
///
/// # Errors
/// What the writer says.
pub fn render(found: &Found, hints: &[Hint], view: View, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, view };
    header(&mut page, found)?;
    if found.matches.is_empty() {
        nothing(&mut page, found)?;
        return next(&mut page, hints);
    }
    table(&mut page, found)?;
    sentences(&mut page, found.query)?;
    changes(&mut page, found)?;
    next(&mut page, hints)
}

fn header(page: &mut Page, found: &Found) -> io::Result<()> {
    let query = found.query;
    let size = format!("{} of text", counted(query.tokens, "word"));
    let rest = format!(" looked for in {}", counted(query.articles_read, "article"));
    page.line(&[(&size, BOLD), (&rest, PLAIN)])?;
    if query.articles_matched == 0 {
        return Ok(());
    }
    let carried = if query.articles_matched == 1 { "carries" } else { "carry" };
    let by = match query.outlets.len() as u64 {
        0 => String::new(),
        n => format!(" of {}", counted(n, "outlet")),
    };
    let text = format!("{}{by} {carried} some of it", counted(query.articles_matched, "article"));
    page.line(&[(&text, PLAIN)])?;
    match &query.earliest {
        Some(earliest) => page.line(&[("earliest: ", PLAIN), (&first(earliest), ACCENT)]),
        None => page.paragraph("None of them has a date, so nobody can tell who was first.", 0, CAUTION),
    }
}

/// Who was first, as far as dates tell.
fn first(earliest: &Earliest) -> String {
    let name = clean(earliest.outlet.unwrap_or(earliest.article_id));
    let when = when(earliest.published.as_deref(), earliest.date_precision);
    let doubt = if earliest.tie { ", perhaps; another may be as early" } else { "" };
    format!("{when} {name}{doubt}")
}

/// The time as exact as it is known.
fn when(published: Option<&str>, precision: names::DatePrecision) -> String {
    let Some(published) = published else { return "undated".to_owned() };
    match precision {
        names::DatePrecision::Second | names::DatePrecision::Minute => {
            published.get(..16).unwrap_or(published).replace('T', " ")
        }
        names::DatePrecision::Month => published.get(..7).unwrap_or(published).to_owned(),
        names::DatePrecision::Day | names::DatePrecision::Unknown => day(published).to_owned(),
    }
}

fn nothing(page: &mut Page, found: &Found) -> io::Result<()> {
    let Query { min_words, reuse_threshold, .. } = *found.query;
    let advice = format!(
        "No article shares {min_words} words in a row with the text, and no paragraph is nearly the same as one of its \
         paragraphs (word 3-grams {reuse_threshold} alike). What was told again in other words is not found by this, \
         nor are translations."
    );
    page.heading("Nothing found", "")?;
    page.paragraph(&advice, 2, PLAIN)
}

fn table(page: &mut Page, found: &Found) -> io::Result<()> {
    page.heading("Who ran it", "share of the text it carries · share of the article that this is")?;
    let outlet_width = (page.view.width / 4).clamp(12, 28);
    let head = format!("  of text  of article  date        {}  title", pad("outlet", outlet_width));
    page.line(&[(&head, DIM)])?;
    for line in found.matches.iter().take(found.limit) {
        let shares = format!("  {:>7}  {:>10}  ", percent(line.query_share), percent(line.article_share));
        let date = pad(line.published.as_deref().map_or("undated", day), 10);
        let pieces = [
            (shares.as_str(), ACCENT),
            (&date, PLAIN),
            ("  ", PLAIN),
            (&pad(&clean(line.outlet.unwrap_or("unknown")), outlet_width), PLAIN),
            ("  ", PLAIN),
            (&clean(line.title.unwrap_or(line.article_id)), BOLD),
        ];
        page.linked_line(&pieces, 5, line.url)?;
    }
    page.more(found.limit, found.matches.len() as u64, "article")
}

fn sentences(page: &mut Page, query: &Query) -> io::Result<()> {
    if query.sentences.len() < 2 {
        return Ok(());
    }
    page.heading("Sentence by sentence", "articles with at least half of its words")?;
    for sentence in query.sentences.iter().take(SENTENCES) {
        sentence_lines(page, sentence)?;
    }
    page.more(SENTENCES, query.sentences.len() as u64, "sentence")
}

fn sentence_lines(page: &mut Page, sentence: &Sentence) -> io::Result<()> {
    let count = format!("{:>6}×  ", number(sentence.articles));
    let who = match (&sentence.earliest, sentence.articles) {
        (_, 0) => "nobody".to_owned(),
        (Some(earliest), _) => format!("first {}", first(earliest)),
        (None, _) => "first unknown: no dates".to_owned(),
    };
    let style = if sentence.articles == 0 { DIM } else { PLAIN };
    page.line(&[(&count, if sentence.articles == 0 { DIM } else { ACCENT }), (&who, style)])?;
    let words = clean(&sentence.text);
    let room = (page.view.width - 9) * 2 - 12;
    page.paragraph(&format!("“{}”", cut(&words, room)), 9, DIM)
}

fn changes(page: &mut Page, found: &Found) -> io::Result<()> {
    let legend = if page.view.color {
        "struck out: text only · underlined: article only"
    } else {
        "[-only in the text-] {+only in the article+}"
    };
    page.heading("With which changes", legend)?;
    let mut changed = 0;
    for (line, matched) in found.matches.iter().zip(&found.answer.matches).take(LISTED.min(found.limit)) {
        if changed == CHANGED {
            break;
        }
        let when = when(line.published.as_deref(), line.date_precision);
        let who = clean(line.outlet.unwrap_or(line.article_id));
        let title = clean(line.title.unwrap_or(""));
        page.line(&[
            ("  ", PLAIN),
            (&who, BOLD),
            ("  ", PLAIN),
            (&when, PLAIN),
            ("  ", PLAIN),
            (&title, DIM),
        ])?;
        let mut passages: Vec<&Passage> = matched.passages.iter().collect();
        // Ends of runs that reach a few words into another paragraph say little.
        if passages.iter().any(|passage| passage.matched >= 4) {
            passages.retain(|passage| passage.matched >= 4);
        }
        if passages.iter().all(|passage| is_unchanged(passage)) {
            unchanged(page, matched, passages.len())?;
            continue;
        }
        changed += 1;
        for passage in passages.iter().take(PASSAGES) {
            passage_lines(page, found.answer, passage)?;
        }
        let hidden = passages.len().saturating_sub(PASSAGES);
        if hidden > 0 {
            let passages = counted(hidden as u64, "more passage");
            page.line(&[("    … and ", DIM), (&passages, DIM), (" (--json lists all)", DIM)])?;
        }
    }
    Ok(())
}

fn is_unchanged(passage: &Passage) -> bool {
    passage.edit <= Edit::Verbatim
}

/// Says of an article that it has everything word for word.
fn unchanged(page: &mut Page, matched: &query::Match, passages: usize) -> io::Result<()> {
    let words = counted(matched.words, "word");
    let passages = counted(passages as u64, "passage");
    page.line(&[("    ", PLAIN), (&format!("{words} in {passages}, all word for word"), ACCENT)])
}

fn passage_lines(page: &mut Page, answer: &Answer, passage: &Passage) -> io::Result<()> {
    let (corpus, texts) = (&answer.corpus, &answer.texts);
    let kind = names::Kind::from(passage.kind).name();
    let edit = names::Edit::from(passage.edit).name();
    let words = counted(passage.matched as u64, "word");
    let head = format!("{kind}, {edit}, {words}");
    if is_unchanged(passage) {
        let text = clean(
            passage.span.of(&corpus.article(texts.paragraphs[passage.paragraph.index()].article).text.read()),
        );
        return page.line(&[("    ", PLAIN), (&head, ACCENT), ("  ", PLAIN), (&format!("“{text}”"), DIM)]);
    }
    page.line(&[("    ", PLAIN), (&head, ACCENT)])?;
    let old = Side::new(corpus, texts, passage.query_paragraph, passage.query_span);
    let new = Side::new(corpus, texts, passage.paragraph, passage.span);
    let pieces = differences::pieces(&old, &new, &passage.tiles);
    let setting = Setting { cells: 0, color: page.view.color, same: PLAIN, ends: Some(ENDS) };
    page.difference(&pieces, 6, setting)
}
