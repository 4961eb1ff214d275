//! Content words to weighted bags of features: what an article is about, in four views.
//!
//! * *text*: terms of headline and body;
//! * *lead*: terms of headline and the first content words of the body, where news says what happened;
//! * *names*: words that the article itself writes with a capital inside sentences, and pairs of neighbouring ones;
//! * *pairs*: neighbouring terms; single letters where a term is a pair of them.
//!
//! Each view has its own IDF and unit length, then enters the row with the square root of its weight, so that the dot
//! product of two rows is the weighted mean of the four cosines. Weights and the number of views were fitted on the
//! four dev sets together and checked by leaving one set out (one blended score generalises better than four).

use hashbrown::HashMap;

use super::{
    VectorSettings,
    content::{Case, Content},
};
use crate::units::mix;

/// A view of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bag {
    /// Terms of headline and body.
    Text,
    /// Terms of headline and lead.
    Lead,
    /// Names and pairs of names.
    Names,
    /// Pairs of neighbouring terms.
    Pairs,
}

impl Bag {
    /// All views, in the order of their columns.
    pub const ALL: [Bag; 4] = [Bag::Text, Bag::Lead, Bag::Names, Bag::Pairs];
}

/// A feature: a view, a language, and one or two words or terms, as a hash whose top two bits are the view.
///
/// The language is part of it, so articles of different languages have no feature in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Feature(pub u64);

impl Feature {
    /// The feature of one or two words (`second` is `None`) or terms of a language.
    #[must_use]
    pub fn new(bag: Bag, language: usize, first: u32, second: Option<u32>) -> Self {
        let pair = u64::from(first) | (second.map_or(0, |second| u64::from(second) + 1) << 32);
        let hash = mix(mix(pair) ^ ((language as u64) << 8) ^ bag as u64);
        Self(((bag as u64) << 62) | (hash >> 2))
    }

    /// The view it belongs to.
    #[must_use]
    pub fn bag(self) -> Bag {
        Bag::ALL[(self.0 >> 62) as usize]
    }
}

/// The features of an article and how often each occurs, in ascending order.
#[must_use]
pub fn fill(
    language: usize,
    title: &[Option<Content>],
    body: &[Option<Content>],
    settings: &VectorSettings,
) -> Vec<(Feature, u32)> {
    let mut counts: HashMap<Feature, u32> = HashMap::with_capacity(3 * (title.len() + body.len()));
    let mut add = |bag, first, second, times: u32| {
        if times > 0 {
            *counts.entry(Feature::new(bag, language, first, second)).or_insert(0) += times;
        }
    };
    let is_name = names(title, body);
    let mut read = 0;
    for (part, sequence) in [(Part::Title, title), (Part::Body, body)] {
        let times = if part == Part::Title { settings.title_weight } else { 1 };
        let mut before: Option<Content> = None;
        for content in sequence {
            let Some(content) = *content else {
                before = None;
                continue;
            };
            read += if part == Part::Body { content.worth() } else { 0 };
            add(Bag::Text, content.term, None, times);
            if read <= settings.lead_words * Content::WORD {
                add(Bag::Lead, content.term, None, times);
            }
            let name = is_name(content);
            if name {
                add(Bag::Names, content.word.0, None, 1);
            }
            if content.letters == 2 {
                // A term is a pair of letters already; triples are too rare.
                add(Bag::Pairs, content.word.0, None, 1);
            } else if let Some(before) = before {
                add(Bag::Pairs, before.term, Some(content.term), 1);
                if name && is_name(before) {
                    add(Bag::Names, before.word.0, Some(content.word.0), 1);
                }
            }
            before = Some(content);
        }
    }
    let mut features: Vec<(Feature, u32)> = counts.drain().collect();
    features.sort_unstable();
    features
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Title,
    Body,
}

/// Which words are names: written with a capital inside sentences of the body more often than without. Headlines are
/// often in title case, so they count only where there is no body.
fn names(title: &[Option<Content>], body: &[Option<Content>]) -> impl Fn(Content) -> bool {
    let source = if body.iter().any(Option::is_some) { body } else { title };
    let mut balance: HashMap<u32, i32> = HashMap::new();
    for content in source.iter().flatten() {
        match content.case {
            Case::Capital => *balance.entry(content.word.0).or_insert(0) += 1,
            Case::Lower => *balance.entry(content.word.0).or_insert(0) -= 1,
            Case::Initial | Case::Number => {}
        }
    }
    move |content: Content| balance.get(&content.word.0).is_some_and(|&balance| balance > 0)
}
