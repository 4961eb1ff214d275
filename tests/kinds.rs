//! The kind of reuse against labels made by reading.
//!
//! `labels/reuse_links.tsv` holds 480 links of paragraphs, drawn from all dev sets over kinds, scores and scopes and read
//! one by one, blind to what the program said: ids, offsets in code points and the kind, no text. The last 120 are a
//! second sample, drawn after the rules had been corrected on the first; see `benches/record/2026-11-22-reuse.md`. The articles are
//! third-party text and not part of the project; they are looked for in `../shared/data`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may fail where it stands, and shows figures"
)]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use retold::input;
use retold::pipeline;
use retold::progress::Silent;
use retold::report::{self, ReportSettings, model::Pair, names::Kind};
use retold::reuse::ReuseSettings;
use retold::settings::Settings;

const LABELS: &str = include_str!("labels/reuse_links.tsv");
const SETS: [(&str, &str); 4] =
    [("world", "events"), ("politics", "events"), ("local", "events"), ("wire", "reuse")];

/// What must be told apart. A revision is somebody's own narration or speech again: its second label says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Quotation,
    Narration,
    Page,
    /// The pair is not listed, as its words were masked.
    Masked,
}

fn group(kind: &str) -> Group {
    match kind {
        "quotation" | "mixed" => Group::Quotation,
        "narration" | "revision" => Group::Narration,
        "template" | "furniture" | "stock" | "caption" => Group::Page,
        other => panic!("label {other}"),
    }
}

/// A side of a labelled link.
type Side = (String, u64, u64);

struct Label {
    set: &'static str,
    line: usize,
    sides: [Side; 2],
    kind: &'static str,
    also: &'static str,
}

fn labels() -> Vec<Label> {
    let parse = |(line, row): (usize, &'static str)| {
        let cells: Vec<&'static str> = row.split('\t').collect();
        let side = |at: usize| -> Side {
            (cells[at].to_owned(), cells[at + 1].parse().unwrap(), cells[at + 2].parse().unwrap())
        };
        Label { set: cells[0], line: line + 1, sides: [side(1), side(4)], kind: cells[7], also: cells[8] }
    };
    LABELS.lines().enumerate().skip(1).map(parse).collect()
}

/// The pair whose sides share most with those of the label.
fn find<'a>(pairs: &HashMap<(&str, &str), Vec<&'a Pair<'a>>>, label: &Label) -> Option<&'a Pair<'a>> {
    let shared = |pair: &Pair, flipped: bool| {
        let [a, b] = &label.sides;
        let (a, b) = if flipped { (b, a) } else { (a, b) };
        let overlap = |start: u64, end: u64, side: &Side| end.min(side.2).saturating_sub(start.max(side.1));
        let (x, y) = (&pair.a.place, &pair.b.place);
        overlap(x.start, x.end, a).min(overlap(y.start, y.end, b))
    };
    [false, true]
        .into_iter()
        .filter_map(|flipped| {
            let (a, b) = (label.sides[0].0.as_str(), label.sides[1].0.as_str());
            let listed = pairs.get(&if flipped { (b, a) } else { (a, b) })?;
            let best = listed.iter().max_by_key(|pair| shared(pair, flipped))?;
            (shared(best, flipped) > 0).then_some(*best)
        })
        .next()
}

#[test]
fn kinds_are_those_that_a_reader_gives() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !data.is_dir() {
        println!("skipped: no ../shared/data");
        return;
    }
    let labels = labels();
    assert!(labels.len() >= 200);
    let mut confusion: BTreeMap<(Group, Group), usize> = BTreeMap::new();
    let mut same_kind = 0;
    let mut revisions: BTreeMap<&str, usize> = BTreeMap::new();
    for (set, folder) in SETS {
        let path: PathBuf = data.join(format!("{folder}/{set}.jsonl"));
        assert!(fs::exists(&path).unwrap());
        let reuse = ReuseSettings::new(ReuseSettings::THRESHOLD, true).unwrap();
        let settings = Settings {
            reuse,
            report: ReportSettings { pairs: true, ..ReportSettings::default() },
            ..Settings::default()
        };
        let corpus = input::read(&[path], &settings.input, &Silent).unwrap();
        let analysis = pipeline::analyze(&corpus, &settings, &Silent);
        let report = report::build(&corpus, &analysis, settings.report);
        let listed = report.pairs.as_deref().unwrap_or_default();
        let mut pairs: HashMap<(&str, &str), Vec<&Pair>> = HashMap::new();
        for pair in listed {
            pairs.entry((pair.a.article_id, pair.b.article_id)).or_default().push(pair);
        }
        for label in labels.iter().filter(|label| label.set == set) {
            let kind = find(&pairs, label).map(|pair| pair.kind);
            let given = kind.map_or(Group::Masked, |kind| group(kind.name()));
            if label.kind == "revision" {
                *revisions.entry(kind.map_or("masked", Kind::name)).or_default() += 1;
                // Speech in a revision stays speech: either answer is right.
                if given == group(label.kind) || (!label.also.is_empty() && given == group(label.also)) {
                    *confusion.entry((given, given)).or_default() += 1;
                    continue;
                }
            }
            same_kind += usize::from(kind.is_some_and(|kind| kind.name() == label.kind));
            *confusion.entry((group(label.kind), given)).or_default() += 1;
            let right =
                group(label.kind) == given || (given, group(label.kind)) == (Group::Masked, Group::Page);
            if !right {
                let kind = kind.map_or("masked", Kind::name);
                println!("line {} {set}: read {} ({}), given {kind}", label.line, label.kind, label.also);
            }
        }
    }
    println!("rows as read, columns as given: {confusion:?}; links read as revision: {revisions:?}");
    let right: usize = confusion
        .iter()
        .filter(|((read, given), _)| read == given || (*read, *given) == (Group::Page, Group::Masked))
        .map(|(_, count)| count)
        .sum();
    println!("{right} of {} in the right group, {same_kind} of the very kind", labels.len());
    assert!(right as f64 >= 0.95 * labels.len() as f64, "{right} of {}", labels.len());
}
