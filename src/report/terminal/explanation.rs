//! The page of `retold explain RUN A B`: why two articles are one event or not, then their paragraphs, side by side where
//! there is room.

use std::io::{self, Write};

use super::{
    ACCENT, BOLD, CAUTION, DIM, Hint, PLAIN, Page, View,
    cells::{self, clean, counted, number},
    differences::{self, Setting, Version},
    next, relation,
    sections::{day, percent},
};
use crate::{
    article::Corpus,
    explain::Comparison,
    report::{
        differences::pieces,
        explanation::{Explanation, Pair, Side, versions},
        names::Edit,
    },
};

/// Cells from which paragraphs stand side by side.
const SIDE_BY_SIDE: usize = 110;

/// Words at each end of a paragraph without a change that are shown.
const ENDS: usize = 14;

/// Writes the page; `compared` are the texts, where they could be read.
///
/// # Errors
/// What the writer says.
pub fn render(
    explanation: &Explanation,
    compared: Option<(&Corpus, &Comparison)>,
    hints: &[Hint],
    view: View,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page { out, view };
    header(&mut page, explanation)?;
    if let Some(found) = &explanation.relation {
        relation::section(&mut page, explanation, found)?;
    }
    for missing in [&explanation.relation_missing, &explanation.texts_missing].into_iter().flatten() {
        page.line(&[])?;
        page.paragraph(&format!("! {}", clean(missing)), 0, CAUTION)?;
    }
    if let (Some((corpus, found)), Some(pairs)) = (compared, &explanation.paragraphs) {
        if pairs.is_empty() {
            nothing(&mut page, explanation)?;
        } else {
            paragraphs(&mut page, explanation, corpus, found)?;
        }
        totals(&mut page, explanation)?;
    }
    next(&mut page, hints)
}

fn header(page: &mut Page, explanation: &Explanation) -> io::Result<()> {
    let Explanation { a, b, .. } = explanation;
    for (letter, side) in [("A", a), ("B", b)] {
        let outlet = clean(side.outlet.unwrap_or("unknown outlet"));
        let rest = format!("  {}  {}", side.published.map_or("undated", day), clean(side.article_id));
        page.line(&[(letter, ACCENT), ("  ", PLAIN), (&outlet, BOLD), (&rest, DIM)])?;
        page.paragraph(&clean(side.title.unwrap_or("untitled")), 3, PLAIN)?;
    }
    page.line(&[])?;
    let event = |side: &Side| match (side.event_label, side.event_size) {
        (Some(label), Some(size)) => format!("{} ({})", clean(label), counted(size, "article")),
        (_, Some(1)) => "an event of its own".to_owned(),
        _ => "no event".to_owned(),
    };
    if explanation.same_event == Some(true) {
        page.paragraph(&format!("Both in one event: {}", event(a)), 0, PLAIN)?;
    } else {
        page.paragraph(&format!("A is in {}; B is in {}", event(a), event(b)), 0, PLAIN)?;
    }
    for (letter, side, other) in [("A", a, b), ("B", b, a)] {
        let Some(original) = side.duplicate_of else { continue };
        let text = if original == other.article_id {
            format!("{letter} repeats the prose of the other whole")
        } else {
            format!("{letter} repeats the prose of {} whole", clean(original))
        };
        page.paragraph(&text, 0, CAUTION)?;
    }
    Ok(())
}

fn nothing(page: &mut Page, explanation: &Explanation) -> io::Result<()> {
    let advice = format!(
        "The two share no run of {} words, and no paragraph of one is nearly the same as one of the other. They may \
         still report the same event in words of their own.",
        explanation.min_words
    );
    page.heading("No paragraph in common", "")?;
    page.paragraph(&advice, 2, PLAIN)
}

fn paragraphs(
    page: &mut Page,
    explanation: &Explanation,
    corpus: &Corpus,
    found: &Comparison,
) -> io::Result<()> {
    let beside = page.view.width >= SIDE_BY_SIDE;
    let legend = match (page.view.color, beside) {
        (true, _) => "struck out: only in A · underlined: only in B",
        (false, _) => "[-only in A-] {+only in B+}",
    };
    page.heading("Paragraphs in common", legend)?;
    let mut alone = explanation.a.alone.iter().flatten().peekable();
    for (line, pair) in explanation.paragraphs.iter().flatten().zip(&found.pairs) {
        let mut passed = 0;
        while alone.next_if(|part| part.place.start < line.a.place.start).is_some() {
            passed += 1;
        }
        only(page, passed, "A")?;
        pair_head(page, line)?;
        let [a, b] = versions(corpus, found, pair);
        let pieces = pieces(&a, &b, &pair.found.tiles);
        let unchanged = line.edit <= Edit::Verbatim;
        let setting = Setting {
            cells: (page.view.width - 5) / 2,
            color: page.view.color,
            same: if unchanged { DIM } else { PLAIN },
            ends: unchanged.then_some(ENDS),
        };
        if beside && !unchanged {
            let left = differences::lines(&pieces, Version::Old, setting);
            let right = differences::lines(&pieces, Version::New, setting);
            page.beside(&left, &right, 2, setting.cells)?;
        } else {
            page.difference(&pieces, 2, setting)?;
        }
    }
    only(page, alone.count(), "A")?;
    only(page, explanation.b.alone.as_ref().map_or(0, Vec::len), "B")
}

/// Says that paragraphs were left out because the other article has not their like.
fn only(page: &mut Page, count: usize, letter: &str) -> io::Result<()> {
    if count == 0 {
        return Ok(());
    }
    page.line(&[(&format!("… {} only in {letter}", counted(count as u64, "paragraph")), DIM)])
}

fn pair_head(page: &mut Page, line: &Pair) -> io::Result<()> {
    let places = format!("A {} · B {}  ", line.a.paragraph, line.b.paragraph);
    let kind = format!("{}, {}", line.kind.name(), line.edit.name());
    let words = format!("  {}, {} in a row", counted(line.tokens, "word"), number(line.run_tokens));
    let scores = format!("Jaccard {:.2}, containment {:.2}", line.jaccard, line.containment);
    let used = cells::width(&places) + cells::width(&kind) + cells::width(&words);
    if used + 2 + cells::width(&scores) <= page.view.width {
        let scores = format!("{words}  {scores}");
        return page.line(&[(&places, DIM), (&kind, ACCENT), (&scores, DIM)]);
    }
    page.line(&[(&places, DIM), (&kind, ACCENT), (&words, DIM)])?;
    page.paragraph(&scores, cells::width(&places), DIM)
}

fn totals(page: &mut Page, explanation: &Explanation) -> io::Result<()> {
    let Explanation { a, b, .. } = explanation;
    page.heading("In total", "")?;
    for (letter, other, side) in [("A", "B", a), ("B", "A", b)] {
        let (Some(carried), Some(tokens)) = (side.carried_share, side.tokens) else { continue };
        let share = format!("{:>6}", percent(carried));
        let of = format!(" of {letter}'s {} are in {other}", counted(tokens, "word"));
        let mut rest = Vec::new();
        if let Some(alone) = side.alone.as_ref().filter(|alone| !alone.is_empty()) {
            rest.push(format!("{} only in {letter}", counted(alone.len() as u64, "paragraph")));
        }
        if let Some(furniture) = side.furniture.filter(|&furniture| furniture > 0) {
            rest.push(format!("{} of furniture left out", counted(furniture, "paragraph")));
        }
        let rest = rest.join(", ");
        if cells::width(&of) + cells::width(&rest) + 8 <= page.view.width {
            page.line(&[(&share, ACCENT), (&of, PLAIN), ("  ", PLAIN), (&rest, DIM)])?;
        } else {
            page.line(&[(&share, ACCENT), (&of, PLAIN)])?;
            page.paragraph(&rest, 7, DIM)?;
        }
    }
    let longest = format!("{:>6}", number(explanation.run_tokens.unwrap_or_default()));
    page.line(&[(&longest, ACCENT), (" words in the longest verbatim run", PLAIN)])
}
