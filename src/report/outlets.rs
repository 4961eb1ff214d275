//! The lines of outlets and of pairs of outlets.
//!
//! Pairs are counted one outlet at a time, so that memory holds the partners of the outlets in work, never a square.
//! Cost: for every passage between outlets, the square of the number of outlets that carry it.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::{
    Source,
    articles::SharesOfMany,
    events::Groups,
    model::{Outlet, OutletPair, Partner},
    owners::owners,
    times::Period,
};
use crate::{
    article::{Corpus, Earliest},
    reuse::Scope,
    units::{ArticleId, OutletId, round4},
};

/// Partners that an outlet's line names.
const PARTNERS: usize = 5;

pub(super) fn build<'a>(source: &Source<'a>) -> (Vec<Outlet<'a>>, Vec<OutletPair<'a>>) {
    let spreads = spreads(source);
    let pairs = pairs(source.corpus, &spreads);
    let mut partners: Vec<Vec<(Reverse<u64>, OutletId)>> = vec![Vec::new(); source.corpus.outlets.len()];
    for pair in &pairs {
        partners[pair.a.index()].push((Reverse(pair.passages), pair.b));
        partners[pair.b.index()].push((Reverse(pair.passages), pair.a));
    }
    let outlets = outlets(source, &spreads, partners);
    let name = |outlet: OutletId| &*source.corpus.outlets[outlet.index()];
    let lines = pairs.iter().map(|pair| OutletPair {
        a: name(pair.a),
        b: name(pair.b),
        passages: pair.passages,
        articles: pair.articles,
        first_a: pair.first_a,
        first_b: pair.first_b,
        ties: pair.passages - pair.first_a - pair.first_b,
        words: pair.words,
    });
    (outlets, lines.collect())
}

fn outlets<'a>(
    source: &Source<'a>,
    spreads: &[Spread],
    partners: Vec<Vec<(Reverse<u64>, OutletId)>>,
) -> Vec<Outlet<'a>> {
    let Source { corpus, analysis, .. } = *source;
    let (articles, parts) = (articles(corpus), part_in_events(&source.groups));
    let mut firsts_of_passages = vec![0; corpus.outlets.len()];
    for outlet in spreads.iter().filter_map(|spread| spread.first) {
        firsts_of_passages[outlet.index()] += 1;
    }
    let name = |outlet: OutletId| &*corpus.outlets[outlet.index()];
    let owners = owners(source, &articles, spreads);
    let lines = articles.into_iter().zip(partners).enumerate().map(|(outlet, (articles, mut partners))| {
        let period = Period::of(corpus, articles.iter().copied());
        let mut shares = SharesOfMany::default();
        articles.iter().filter_map(|id| analysis.reuse.shares.get(id.index())).for_each(|&s| shares.add(s));
        let shares = shares.written();
        // Outlets are numbered by name, so ties between partners go by name.
        partners.sort_unstable();
        Outlet {
            outlet: &corpus.outlets[outlet],
            articles: articles.len() as u64,
            first_seen: period.first_seen(),
            last_seen: period.last_seen(),
            events: parts[outlet].events,
            first_in_dump: parts[outlet].first_in_dump,
            reused_share: shares.map(|shares| shares.reused),
            quoted_share: shares.map(|shares| shares.quoted),
            original_share: shares.map(|shares| shares.original),
            first_carried: firsts_of_passages[outlet],
            template_tokens: analysis.reuse.templates.masked_words.get(outlet).copied().unwrap_or(0),
            wire_share: (!articles.is_empty()).then(|| {
                let wire = articles.iter().filter(|&&id| analysis.origins.is_wire(id)).count();
                round4(wire as f64 / articles.len() as f64)
            }),
            owner: corpus.owners.get(outlet).and_then(|owner| owners.get(owner.as_deref()?)).cloned(),
            partners: partners
                .iter()
                .take(PARTNERS)
                .map(|&(Reverse(passages), outlet)| Partner { outlet: name(outlet), passages })
                .collect(),
        }
    });
    lines.collect()
}

/// The articles of each outlet.
fn articles(corpus: &Corpus) -> Vec<Vec<ArticleId>> {
    let mut articles: Vec<Vec<ArticleId>> = vec![Vec::new(); corpus.outlets.len()];
    for (index, article) in corpus.articles.iter().enumerate() {
        if let Some(outlet) = article.outlet {
            articles[outlet.index()].push(ArticleId(index as u32));
        }
    }
    articles
}

/// What an outlet's line says of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartInEvents {
    /// Number of events among its articles.
    pub events: u64,
    /// Events of several outlets that it carried first in this dump; ties are left out.
    pub first_in_dump: u64,
}

/// The part of each outlet of the corpus in events.
#[must_use]
pub fn part_in_events(groups: &Groups) -> Vec<PartInEvents> {
    let of_outlet = |articles: Vec<ArticleId>| {
        let events = groups.event_ids_of(articles.into_iter()).count() as u64;
        PartInEvents { events, first_in_dump: 0 }
    };
    let mut parts: Vec<PartInEvents> = articles(groups.corpus).into_iter().map(of_outlet).collect();
    for event in groups.found.events.iter().filter(|event| event.members.len() > 1) {
        if let Some(outlet) = first_outlet(&carriers(groups.corpus, event.members.iter().copied())) {
            parts[outlet.index()].first_in_dump += 1;
        }
    }
    parts
}

/// An outlet's part in an event or a passage. Articles of unknown outlets are taken together as one carrier.
#[derive(Clone, Debug)]
pub(super) struct Carrier {
    pub(super) outlet: Option<OutletId>,
    earliest: Earliest,
    articles: Vec<ArticleId>,
}

/// Who carries what stands in these articles, by outlet; unknown outlets first.
fn carriers(corpus: &Corpus, articles: impl Iterator<Item = ArticleId>) -> Vec<Carrier> {
    let mut articles: Vec<(Option<OutletId>, ArticleId)> =
        articles.map(|id| (corpus.article(id).outlet, id)).collect();
    articles.sort_unstable();
    articles.dedup();
    let by_outlet = articles.chunk_by(|a, b| a.0 == b.0);
    by_outlet
        .map(|articles| {
            let mut earliest = Earliest::default();
            articles.iter().for_each(|&(_, id)| earliest.add(corpus.article(id).published));
            Carrier {
                outlet: articles[0].0,
                earliest,
                articles: articles.iter().map(|&(_, id)| id).collect(),
            }
        })
        .collect()
}

/// The outlet that was surely before all others; `None` when there is one carrier only, or nobody knows.
fn first_outlet(carriers: &[Carrier]) -> Option<OutletId> {
    let dated = carriers.iter().filter(|carrier| carrier.earliest.known.is_some());
    let first = dated.min_by_key(|carrier| carrier.earliest.known.map(|time| time.seconds))?;
    let others = || carriers.iter().filter(|other| other.outlet != first.outlet);
    (carriers.len() > 1 && others().all(|other| first.earliest.is_before(other.earliest)))
        .then_some(first.outlet?)
}

/// What two outlets have in common; `a` before `b` by name.
struct CountedPair {
    a: OutletId,
    b: OutletId,
    passages: u64,
    articles: u64,
    first_a: u64,
    first_b: u64,
    words: u64,
}

/// A passage between outlets.
pub(super) struct Spread {
    words: u64,
    /// The outlet that surely carried it first.
    first: Option<OutletId>,
    /// Those whose outlet is known.
    pub(super) carriers: Vec<Carrier>,
}

fn spreads(source: &Source) -> Vec<Spread> {
    let Source { corpus, analysis, .. } = *source;
    let between_outlets = analysis
        .reuse
        .passages
        .par_iter()
        .filter(|passage| passage.scope == Scope::CrossOutlet && passage.kind.is_reuse());
    between_outlets
        .map(|passage| {
            let paragraphs = passage.members.iter().map(|member| member.paragraph.index());
            let mut carriers =
                carriers(corpus, paragraphs.map(|index| analysis.texts.paragraphs[index].article));
            let first = first_outlet(&carriers);
            carriers.retain(|carrier| carrier.outlet.is_some());
            Spread { words: passage.n_words as u64, first, carriers }
        })
        .collect()
}

fn pairs(corpus: &Corpus, spreads: &[Spread]) -> Vec<CountedPair> {
    // Per outlet: where it occurs, as (passage, position among the passage's carriers).
    let mut occurrences: Vec<Vec<(u32, u32)>> = vec![Vec::new(); corpus.outlets.len()];
    for (passage, spread) in spreads.iter().enumerate() {
        for (position, carrier) in spread.carriers.iter().enumerate() {
            if let Some(outlet) = carrier.outlet {
                occurrences[outlet.index()].push((passage as u32, position as u32));
            }
        }
    }
    let mut pairs: Vec<CountedPair> = occurrences
        .par_iter()
        .enumerate()
        .flat_map_iter(|(a, occurrences)| pairs_of(OutletId(a as u32), occurrences, spreads))
        .collect();
    pairs.sort_unstable_by_key(|pair| (Reverse(pair.passages), pair.a, pair.b));
    pairs
}

/// The pairs of outlet `a` with outlets after it.
fn pairs_of(a: OutletId, occurrences: &[(u32, u32)], spreads: &[Spread]) -> Vec<CountedPair> {
    let mut shared: Vec<(OutletId, &Spread, &Carrier, &Carrier)> = Vec::new();
    for &(passage, position) in occurrences {
        let spread = &spreads[passage as usize];
        let own = &spread.carriers[position as usize];
        let later = &spread.carriers[position as usize + 1..];
        shared.extend(later.iter().filter_map(|other| Some((other.outlet?, spread, own, other))));
    }
    shared.sort_by_key(|&(b, ..)| b);
    let by_partner = shared.chunk_by(|x, y| x.0 == y.0);
    by_partner
        .map(|shared| {
            let mut articles: Vec<ArticleId> = shared
                .iter()
                .flat_map(|(_, _, own, other)| own.articles.iter().chain(&other.articles))
                .copied()
                .collect();
            articles.sort_unstable();
            articles.dedup();
            CountedPair {
                a,
                b: shared[0].0,
                passages: shared.len() as u64,
                articles: articles.len() as u64,
                first_a: shared
                    .iter()
                    .filter(|(_, _, own, other)| own.earliest.is_before(other.earliest))
                    .count() as u64,
                first_b: shared
                    .iter()
                    .filter(|(_, _, own, other)| other.earliest.is_before(own.earliest))
                    .count() as u64,
                words: shared.iter().map(|(_, spread, ..)| spread.words).sum(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{DatePrecision, DateSource, Published};

    fn carrier(outlet: u32, seconds: Option<i64>, undated: bool) -> Carrier {
        let published =
            |seconds| Published { seconds, precision: DatePrecision::Minute, source: DateSource::Published };
        Carrier {
            outlet: Some(OutletId(outlet)),
            earliest: Earliest { known: seconds.map(published), has_undated: undated },
            articles: Vec::new(),
        }
    }

    #[test]
    fn first_is_who_was_surely_before_all_others() {
        let (early, late) = (carrier(0, Some(0), false), carrier(1, Some(3600), false));
        assert_eq!(first_outlet(&[early.clone(), late.clone()]), Some(OutletId(0)));
        assert_eq!(first_outlet(&[early.clone(), carrier(1, Some(30), false)]), None);
        assert_eq!(first_outlet(&[early.clone(), carrier(1, Some(3600), true)]), None);
        assert_eq!(first_outlet(&[carrier(0, Some(0), true), late]), Some(OutletId(0)));
        assert_eq!(first_outlet(&[early.clone(), carrier(1, None, true)]), None);
        assert_eq!(first_outlet(&[early]), None);
    }
}
