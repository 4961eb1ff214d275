//! Owners of outlets, all outlets of each taken together: what a list of outlets (`--outlets`) makes countable.
//!
//! Cost: linear in the articles and in the carriers of passages between outlets.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Source, articles::SharesOfMany, outlets::Spread};
use crate::units::{ArticleId, OutletId};

/// All outlets of one owner, taken together.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Owner<'a> {
    /// Its name.
    pub name: &'a str,
    /// Number of its outlets in this dump.
    pub outlets: u64,
    /// Number of their articles.
    pub articles: u64,
    /// Share of all their words in copied narration; `null` without words.
    pub reused_share: Option<f64>,
    /// Share of all their words in shared quotations; `null` without words.
    pub quoted_share: Option<f64>,
    /// What remains; `null` without words.
    pub original_share: Option<f64>,
    /// Passages that several of its outlets carry.
    pub passages_within: u64,
    /// Passages that its outlets share with others.
    pub passages_beyond: u64,
}

/// The owners of outlets, by name.
pub(super) fn owners<'a>(
    source: &Source<'a>,
    articles: &[Vec<ArticleId>],
    spreads: &[Spread],
) -> BTreeMap<&'a str, Owner<'a>> {
    let Source { corpus, analysis, .. } = *source;
    let owner_of = |outlet: OutletId| corpus.owners.get(outlet.index()).and_then(Option::as_deref);
    let mut shares: BTreeMap<&str, SharesOfMany> = BTreeMap::new();
    let mut owners: BTreeMap<&str, Owner> = BTreeMap::new();
    for (outlet, articles) in articles.iter().enumerate() {
        let Some(name) = owner_of(OutletId(outlet as u32)) else { continue };
        let owner = owners.entry(name).or_insert_with(|| Owner {
            name,
            outlets: 0,
            articles: 0,
            reused_share: None,
            quoted_share: None,
            original_share: None,
            passages_within: 0,
            passages_beyond: 0,
        });
        owner.outlets += 1;
        owner.articles += articles.len() as u64;
        let sum = shares.entry(name).or_default();
        articles.iter().filter_map(|id| analysis.reuse.shares.get(id.index())).for_each(|&s| sum.add(s));
    }
    for spread in spreads {
        let mut carried: BTreeMap<&str, usize> = BTreeMap::new();
        let carriers = spread.carriers.iter().filter_map(|carrier| carrier.outlet);
        carriers.filter_map(owner_of).for_each(|owner| *carried.entry(owner).or_default() += 1);
        for (name, outlets) in carried {
            if let Some(owner) = owners.get_mut(name) {
                owner.passages_within += u64::from(outlets > 1);
                owner.passages_beyond += u64::from(outlets < spread.carriers.len());
            }
        }
    }
    for (name, sum) in shares {
        if let (Some(owner), Some(written)) = (owners.get_mut(name), sum.written()) {
            owner.reused_share = Some(written.reused);
            owner.quoted_share = Some(written.quoted);
            owner.original_share = Some(written.original);
        }
    }
    owners
}
