//! Which articles a corpus without copies consists of, and which text of them stands in another one, too.
//!
//! **The rule.** Articles are taken in the order of preference: as the policy says, then earlier (undated last), then
//! longer, then the smaller id. An article is dropped when one that is already kept holds its words; it is kept otherwise.
//! So every dropped article names a kept one that has its text, nothing chains from copy to copy, and kept and dropped ids
//! are all ids, each once.
//!
//! One article holds another's words when they are whole copies (`duplicate_of`: the same prose, paragraph by paragraph),
//! or when the other is a near-whole copy: the share of its words that any article carries, too (`reused_share` +
//! `quoted_share`), times the part of that text, in code points, that this one carries, is [`NEARLY_WHOLE`] or more. A
//! passage that both carry counts by how much of it they surely have in common: where `a` of one and `b` of the other
//! match its representative (`containment`), that is at least `a + b - 1`, so two notices of one form with other numbers
//! stay two; articles of fewer than [`SHORTEST`] words go as whole copies only. It goes one way: a short report inside a long one goes when the long one is kept first, not the long one for
//! the short.
//!
//! Of each passage, the kept article that comes first in the same order may keep it; its other occurrences in kept
//! articles are spans, with the kind of reuse as the reason, so that whoever cleans can leave quotations alone.
//! Cost: the articles and members of all passages in memory; a family of `n` copies looks only at those of it that are kept.

use std::{
    cmp::{Ordering, Reverse},
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::Path,
};

use hashbrown::HashMap;

use super::articles::Articles;
use crate::run::records::{Article, Passage};
use crate::{
    error::{Error, Result},
    report::{
        lines::write_line,
        removal::{CopyKind, Dropped, DroppedSpan},
    },
    run::Recorded,
    units::round4,
};

/// Share of its words from which an article counts as another one's copy. What remains are bylines, datelines and a
/// sentence of house style; a lower value would drop reports with a paragraph of their own.
const NEARLY_WHOLE: f64 = 0.9;

/// Words below which only whole copies go: two notices of one form differ in a name and a number, which is all they say.
/// Below it most near copies in a crawl of agency reports were of that kind.
const SHORTEST: u64 = 100;

/// The files of `drop`, in the order in which they are written.
pub(super) const FILES: [&str; 2] = ["drop.jsonl", "drop_spans.jsonl"];

/// Which of several copies is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// The earliest; undated ones last.
    #[default]
    Earliest,
    /// The longest.
    Longest,
    /// That of the outlet that stands first in this list; other outlets after it.
    Priority(Vec<String>),
}

impl Policy {
    /// Reads a list of outlets, one a line, best first.
    ///
    /// # Errors
    /// [`Error::Read`] when the file cannot be read, [`Error::Malformed`] when it names nobody.
    pub fn from_file(path: &Path) -> Result<Self> {
        let text =
            fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let outlets: Vec<String> = lines.filter(|line| !line.is_empty()).map(str::to_owned).collect();
        if outlets.is_empty() {
            let detail = "it has no line with a name".to_owned();
            let expected = "a list of outlets, one a line";
            return Err(Error::Malformed { path: path.to_owned(), expected, detail });
        }
        Ok(Self::Priority(outlets))
    }
}

/// Writes the ids of kept articles, sorted, one a line.
pub(super) fn write_kept(
    out: &mut dyn Write,
    recorded: &Recorded,
    policy: &Policy,
) -> io::Result<Vec<String>> {
    let choice = Choice::make(recorded, policy)?;
    let articles = choice.articles.all.iter().zip(&choice.fates);
    let mut ids: Vec<&str> =
        articles.filter(|(_, fate)| fate.is_none()).map(|(article, _)| &*article.id).collect();
    ids.sort_unstable();
    if let Some(id) = ids.iter().find(|id| id.contains(['\n', '\r'])) {
        return Err(io::Error::other(Error::Malformed {
            path: recorded.path().join("articles.jsonl"),
            expected: "a file that a list of ids can be made of",
            detail: format!("the id {id:?} holds a line break; `--to drop` writes ids as JSON"),
        }));
    }
    ids.iter().try_for_each(|id| writeln!(out, "{id}"))?;
    Ok(choice.notes())
}

/// Writes dropped articles in the order of the run, and then spans, into a file of their own where there is one.
pub(super) fn write_dropped(
    out: &mut dyn Write,
    spans: Option<&mut dyn Write>,
    recorded: &Recorded,
    policy: &Policy,
) -> io::Result<Vec<String>> {
    let choice = Choice::make(recorded, policy)?;
    for (article, fate) in choice.articles.all.iter().zip(&choice.fates) {
        let Some(fate) = fate else { continue };
        let line = Dropped {
            id: &article.id,
            reason: fate.reason,
            keeper_id: &choice.articles.all[fate.keeper].id,
            score: fate.score,
            source_file: &article.source_file,
            source_row: article.source_row,
        };
        write_line(out, &line)?;
    }
    let (n_spans, n_articles) = match spans {
        Some(spans) => choice.write_spans(recorded, spans),
        None => choice.write_spans(recorded, out),
    }?;
    let mut notes = choice.notes();
    notes.push(format!("{n_spans} spans in {n_articles} kept articles stand in another kept article, too"));
    Ok(notes)
}

/// Why an article is dropped.
#[derive(Clone, Copy)]
struct Fate {
    reason: CopyKind,
    keeper: usize,
    score: f64,
}

/// What is kept and what is dropped.
struct Choice {
    articles: Articles,
    /// Per article: its place in the order of preference.
    ranks: Vec<u32>,
    /// Per article: `None` when it is kept.
    fates: Vec<Option<Fate>>,
    /// Names in the list of priorities that no article has.
    unknown: Vec<String>,
}

impl Choice {
    fn make(recorded: &Recorded, policy: &Policy) -> io::Result<Self> {
        let articles = Articles::read(recorded)?;
        let order = order(&articles.all, policy);
        let mut ranks = vec![0; order.len()];
        order.iter().enumerate().for_each(|(rank, &article)| ranks[article] = rank as u32);
        let carried = Carried::read(recorded, &articles)?;
        let fates = choose(&articles, &order, &carried);
        let unknown = match policy {
            Policy::Priority(outlets) => {
                let known = |name: &&String| {
                    articles.all.iter().any(|article| article.outlet.as_ref() == Some(*name))
                };
                outlets.iter().filter(|name| !known(name)).cloned().collect()
            }
            _ => Vec::new(),
        };
        Ok(Self { articles, ranks, fates, unknown })
    }

    fn notes(&self) -> Vec<String> {
        let of = |reason| self.fates.iter().flatten().filter(|fate| fate.reason == reason).count();
        let (whole, nearly) = (of(CopyKind::WholeCopy), of(CopyKind::NearWholeCopy));
        let all = self.fates.len();
        let mut notes = vec![format!(
            "{} of {all} articles are kept, {} dropped: whole copies {whole}, near-whole copies {nearly}",
            all - whole - nearly,
            whole + nearly
        )];
        if !self.unknown.is_empty() {
            notes.push(format!("no article is of these outlets: {}", self.unknown.join(", ")));
        }
        notes
    }

    /// Writes what stands in two kept articles, but for its best place; returns the numbers of spans and articles.
    fn write_spans(&self, recorded: &Recorded, out: &mut dyn Write) -> io::Result<(usize, usize)> {
        let mut touched = vec![false; self.fates.len()];
        let mut n_spans = 0;
        recorded.each("passages.jsonl", &mut |passage: Passage| {
            let number = |id: &str| self.articles.number(id).filter(|&number| self.fates[number].is_none());
            let kept = passage.members.iter().filter_map(|member| number(&member.article_id));
            let Some(keeper) = kept.min_by_key(|&number| self.ranks[number]) else { return Ok(()) };
            for member in &passage.members {
                let Some(number) = number(&member.article_id).filter(|&number| number != keeper) else {
                    continue;
                };
                let line = DroppedSpan {
                    article_id: &member.article_id,
                    start: member.start,
                    end: member.end,
                    start_byte: member.start_byte,
                    end_byte: member.end_byte,
                    reason: &passage.kind,
                    keeper_article_id: &self.articles.all[keeper].id,
                    passage_id: &passage.id,
                };
                write_line(out, &line)?;
                n_spans += 1;
                touched[number] = true;
            }
            Ok(())
        })?;
        Ok((n_spans, touched.into_iter().filter(|&touched| touched).count()))
    }
}

/// The articles in the order of preference.
fn order(articles: &[Article], policy: &Policy) -> Vec<usize> {
    let places: HashMap<&str, usize> = match policy {
        Policy::Priority(outlets) => {
            outlets.iter().enumerate().rev().map(|(place, name)| (&**name, place)).collect()
        }
        _ => HashMap::new(),
    };
    let times: Vec<i64> = articles
        .iter()
        .map(|article| article.time().map_or(i64::MAX, |published| published.seconds))
        .collect();
    let first = |number: usize| -> u64 {
        let article = &articles[number];
        match policy {
            Policy::Earliest => 0,
            Policy::Longest => u64::MAX - article.tokens,
            Policy::Priority(_) => {
                let place = article.outlet.as_deref().and_then(|outlet| places.get(outlet));
                place.map_or(u64::MAX, |&place| place as u64)
            }
        }
    };
    let key = |number: usize| {
        let article = &articles[number];
        (first(number), times[number], Reverse(article.tokens), &*article.id)
    };
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by(|&a, &b| -> Ordering { key(a).cmp(&key(b)) });
    order
}

/// Which copied prose and quotations stand in which articles.
struct Carried {
    /// Per article: its parts of passages.
    of: Vec<Vec<Part>>,
    /// Number of passages.
    passages: usize,
}

/// What of an article belongs to a passage.
struct Part {
    passage: usize,
    /// In code points.
    length: u64,
    /// How much of it the passage's representative has, in parts of [`WHOLE`].
    matched: u64,
}

/// One, in units that add up exactly in any order.
const WHOLE: u64 = 10_000;

impl Carried {
    fn read(recorded: &Recorded, articles: &Articles) -> io::Result<Self> {
        let mut carried =
            Self { of: std::iter::repeat_with(Vec::new).take(articles.all.len()).collect(), passages: 0 };
        recorded.each("passages.jsonl", &mut |passage: Passage| {
            if ["narration", "mixed", "quotation", "revision"].contains(&&*passage.kind) {
                for member in &passage.members {
                    if let Some(number) = articles.number(&member.article_id) {
                        carried.of[number].push(Part {
                            passage: carried.passages,
                            length: member.end.saturating_sub(member.start),
                            matched: (member.containment.clamp(0.0, 1.0) * WHOLE as f64).round() as u64,
                        });
                    }
                }
                carried.passages += 1;
            }
            Ok(())
        })?;
        Ok(carried)
    }
}

/// A kept article that carries a passage: its place in the order of preference, and how much of the passage it has.
type KeptCarrier = (u32, u64);

/// Per article, in the order of preference: whether a kept one holds its words.
fn choose(articles: &Articles, order: &[usize], carried: &Carried) -> Vec<Option<Fate>> {
    let mut fates: Vec<Option<Fate>> = vec![None; articles.all.len()];
    // Of whole copies of one another: the one that is kept. Copies name the first of them, which names nobody.
    let mut kept_of_class: HashMap<usize, usize> = HashMap::new();
    let mut kept_carriers: Vec<Vec<KeptCarrier>> = vec![Vec::new(); carried.passages];
    for (rank, &number) in order.iter().enumerate() {
        let article = &articles.all[number];
        let class = article.duplicate_of.as_deref().and_then(|id| articles.number(id)).unwrap_or(number);
        if let Some(&keeper) = kept_of_class.get(&class) {
            fates[number] = Some(Fate { reason: CopyKind::WholeCopy, keeper, score: 1.0 });
            continue;
        }
        fates[number] = near_copy(article, &carried.of[number], &kept_carriers, order);
        if fates[number].is_none() {
            kept_of_class.insert(class, number);
            // Of several places in one article, the one that has most of the passage speaks for it.
            let mut best: BTreeMap<usize, u64> = BTreeMap::new();
            for part in &carried.of[number] {
                let matched = best.entry(part.passage).or_default();
                *matched = part.matched.max(*matched);
            }
            for (passage, matched) in best {
                kept_carriers[passage].push((rank as u32, matched));
            }
        }
    }
    fates
}

/// The kept article that holds nearly all words of this one: that with most of them, then the better one.
fn near_copy(
    article: &Article,
    parts: &[Part],
    kept_carriers: &[Vec<KeptCarrier>],
    order: &[usize],
) -> Option<Fate> {
    let share = article.reused_share.unwrap_or(0.0) + article.quoted_share.unwrap_or(0.0);
    let all: u64 = parts.iter().map(|part| part.length * WHOLE).sum();
    if share < NEARLY_WHOLE || article.tokens < SHORTEST || all == 0 {
        return None;
    }
    let mut common: BTreeMap<u32, u64> = BTreeMap::new();
    for part in parts {
        for &(rank, matched) in &kept_carriers[part.passage] {
            *common.entry(rank).or_default() += part.length * (part.matched + matched).saturating_sub(WHOLE);
        }
    }
    let (rank, length) = common.into_iter().max_by_key(|&(rank, length)| (length, Reverse(rank)))?;
    let score = round4(share.min(1.0) * length as f64 / all as f64);
    (score >= NEARLY_WHOLE).then_some(Fate {
        reason: CopyKind::NearWholeCopy,
        keeper: order[rank as usize],
        score,
    })
}
