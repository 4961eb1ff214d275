//! The rows of all tables, from the lines of a run.

use std::io;

use super::tables::{Cell, Name, Rows};
use crate::run::records::{Article, Event, Outlet, OutletPair, Pair, Passage, Reject, Side, Story};
use crate::{report::TextMode, run::Recorded};

/// Hands all rows of a run over, table by table, in the order of the run's lines.
pub(super) fn all(recorded: &Recorded, text: TextMode, out: &mut dyn Rows) -> io::Result<()> {
    recorded.each("outlets.jsonl", &mut |line: Outlet| outlet(&line, out))?;
    recorded.each("articles.jsonl", &mut |line: Article| article(&line, out))?;
    recorded.each("events.jsonl", &mut |line: Event| event(&line, out))?;
    recorded.each("stories.jsonl", &mut |line: Story| story(&line, out))?;
    recorded.each("passages.jsonl", &mut |line: Passage| passage(&line, text, out))?;
    recorded.each("outlet_pairs.jsonl", &mut |line: OutletPair| outlet_pair(&line, out))?;
    if recorded.has("pairs.jsonl") {
        recorded.each("pairs.jsonl", &mut |line: Pair| pair(&line, out))?;
    }
    recorded.each("rejects.jsonl", &mut |line: Reject| {
        let cells = [
            Cell::Text(&line.file),
            integer(line.row),
            line.byte.map_or(Cell::Null, integer),
            Cell::Text(&line.reason),
        ];
        out.row(Name::Rejects, &cells)
    })
}

fn outlet(line: &Outlet, out: &mut dyn Rows) -> io::Result<()> {
    let cells = [
        Cell::Text(&line.outlet),
        integer(line.articles),
        time(&line.first_seen),
        time(&line.last_seen),
        integer(line.events),
        integer(line.first_in_dump),
        real(line.reused_share),
        real(line.quoted_share),
        real(line.original_share),
        integer(line.first_carried),
        integer(line.template_tokens),
        real(line.wire_share),
    ];
    out.row(Name::Outlets, &cells)
}

fn article(line: &Article, out: &mut dyn Rows) -> io::Result<()> {
    let wire = line.wire.as_ref();
    let cells = [
        Cell::Text(&line.id),
        text(&line.outlet),
        text(&line.title),
        time(&line.published),
        Cell::Text(&line.date_precision),
        Cell::Text(&line.date_source),
        text(&line.lang),
        text(&line.url),
        Cell::Text(&line.source_file),
        integer(line.source_row),
        text(&line.event_id),
        text(&line.story_id),
        text(&line.duplicate_of),
        integer(line.tokens),
        real(line.reused_share),
        real(line.quoted_share),
        real(line.original_share),
        real(line.derived_share),
        text(&line.derivation),
        wire.map_or(Cell::Null, |wire| Cell::Text(&wire.agency)),
        wire.map_or(Cell::Null, |wire| Cell::Text(&wire.name)),
        wire.map_or(Cell::Null, |wire| Cell::Text(&wire.tier)),
    ];
    out.row(Name::Articles, &cells)?;
    let evidence = wire.map_or(&[][..], |wire| &wire.evidence).iter();
    evidence.enumerate().try_for_each(|(position, evidence)| {
        let cells = [
            Cell::Text(&line.id),
            number(position),
            Cell::Text(&evidence.kind),
            evidence.start.map_or(Cell::Null, integer),
            evidence.end.map_or(Cell::Null, integer),
            evidence.start_byte.map_or(Cell::Null, integer),
            evidence.end_byte.map_or(Cell::Null, integer),
        ];
        out.row(Name::WireEvidence, &cells)
    })
}

fn event(line: &Event, out: &mut dyn Rows) -> io::Result<()> {
    let first = line.first_in_dump.as_ref();
    let cells = [
        Cell::Text(&line.id),
        Cell::Text(&line.label),
        integer(line.size),
        number(line.outlets.len()),
        integer(line.independent_count),
        time(&line.first_seen),
        time(&line.last_seen),
        Cell::Text(&line.date_precision),
        first.map_or(Cell::Null, |first| Cell::Text(&first.article_id)),
        first.map_or(Cell::Null, |first| text(&first.outlet)),
        first.map_or(Cell::Null, |first| Cell::Boolean(first.tie)),
        Cell::Text(&line.medoid),
        Cell::Real(line.cohesion.mean),
        Cell::Real(line.cohesion.weakest),
        real(line.confidence),
        text(&line.story_id),
    ];
    out.row(Name::Events, &cells)?;
    for (position, article) in line.articles.iter().enumerate() {
        out.row(Name::EventArticles, &[Cell::Text(&line.id), Cell::Text(article), number(position)])?;
    }
    for (position, keyword) in line.keywords.iter().enumerate() {
        out.row(Name::EventKeywords, &[Cell::Text(&line.id), number(position), Cell::Text(keyword)])?;
    }
    Ok(())
}

fn story(line: &Story, out: &mut dyn Rows) -> io::Result<()> {
    let cells = [
        Cell::Text(&line.id),
        Cell::Text(&line.label),
        number(line.events.len()),
        integer(line.articles),
        time(&line.first_seen),
        time(&line.last_seen),
    ];
    out.row(Name::Stories, &cells)?;
    for (position, event) in line.events.iter().enumerate() {
        out.row(Name::StoryEvents, &[Cell::Text(&line.id), Cell::Text(event), number(position)])?;
    }
    for (position, keyword) in line.keywords.iter().enumerate() {
        out.row(Name::StoryKeywords, &[Cell::Text(&line.id), number(position), Cell::Text(keyword)])?;
    }
    Ok(())
}

fn passage(line: &Passage, mode: TextMode, out: &mut dyn Rows) -> io::Result<()> {
    let written = line.text.as_deref().and_then(|text| mode.apply(text));
    let (earliest, source) = (line.earliest.as_ref(), line.source.as_ref());
    let cells = [
        Cell::Text(&line.id),
        Cell::Text(&line.kind),
        Cell::Text(&line.edit),
        Cell::Text(&line.scope),
        text(&written),
        integer(line.tokens),
        integer(line.size),
        number(line.outlets.len()),
        earliest.map_or(Cell::Null, |earliest| Cell::Text(&earliest.article_id)),
        earliest.map_or(Cell::Null, |earliest| text(&earliest.outlet)),
        earliest.map_or(Cell::Null, |earliest| time(&earliest.published)),
        earliest.map_or(Cell::Null, |earliest| Cell::Boolean(earliest.tie)),
        source.map_or(Cell::Null, |source| text(&source.agency)),
        source.map_or(Cell::Null, |source| text(&source.article_id)),
        source.map_or(Cell::Null, |source| Cell::Text(&source.tier)),
        source.map_or(Cell::Null, |source| Cell::Text(&source.reason)),
    ];
    out.row(Name::Passages, &cells)?;
    for (position, member) in line.members.iter().enumerate() {
        let cells = [
            Cell::Text(&line.id),
            number(position),
            Cell::Text(&member.article_id),
            text(&member.outlet),
            integer(member.paragraph),
            integer(member.start),
            integer(member.end),
            integer(member.start_byte),
            integer(member.end_byte),
            Cell::Real(member.jaccard),
            Cell::Real(member.containment),
            Cell::Text(&member.edit),
        ];
        out.row(Name::PassageMembers, &cells)?;
        for change in &member.edits {
            out.row(Name::PassageEdits, &[Cell::Text(&line.id), number(position), Cell::Text(change)])?;
        }
    }
    Ok(())
}

/// A pair of outlets, and its two places in the matrix.
fn outlet_pair(line: &OutletPair, out: &mut dyn Rows) -> io::Result<()> {
    let cells = [
        Cell::Text(&line.a),
        Cell::Text(&line.b),
        integer(line.passages),
        integer(line.articles),
        integer(line.first_a),
        integer(line.first_b),
        integer(line.ties),
        integer(line.words),
    ];
    out.row(Name::OutletPairs, &cells)?;
    let ways =
        [(&line.a, &line.b, line.first_a, line.first_b), (&line.b, &line.a, line.first_b, line.first_a)];
    ways.into_iter().try_for_each(|(row, column, row_first, column_first)| {
        let cells = [
            Cell::Text(row),
            Cell::Text(column),
            integer(line.passages),
            integer(line.words),
            integer(row_first),
            integer(column_first),
            integer(line.ties),
        ];
        out.row(Name::OutletMatrix, &cells)
    })
}

fn pair(line: &Pair, out: &mut dyn Rows) -> io::Result<()> {
    let cells = [
        &side(&line.a)[..],
        &side(&line.b),
        &[
            Cell::Real(line.jaccard),
            Cell::Real(line.containment),
            integer(line.run_tokens),
            Cell::Text(&line.kind),
            Cell::Text(&line.edit),
            Cell::Text(&line.scope),
        ],
    ];
    out.row(Name::Pairs, &cells.concat())
}

fn side(side: &Side) -> [Cell<'_>; 6] {
    [
        Cell::Text(&side.article_id),
        integer(side.paragraph),
        integer(side.start),
        integer(side.end),
        integer(side.start_byte),
        integer(side.end_byte),
    ]
}

fn text(text: &Option<String>) -> Cell<'_> {
    text.as_deref().map_or(Cell::Null, Cell::Text)
}

fn time(time: &Option<String>) -> Cell<'_> {
    time.as_deref().map_or(Cell::Null, Cell::Time)
}

fn real(real: Option<f64>) -> Cell<'static> {
    real.map_or(Cell::Null, Cell::Real)
}

/// Counts and positions are far below the largest signed number; what is not comes from a damaged file.
fn integer(integer: u64) -> Cell<'static> {
    i64::try_from(integer).map_or(Cell::Null, Cell::Integer)
}

fn number(count: usize) -> Cell<'static> {
    integer(count as u64)
}
