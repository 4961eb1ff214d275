//! What kind of reuse a match is: copied narration, a shared quotation, or something that only looks like copying.

use std::collections::BTreeMap;

use super::{
    classes::Classes,
    shingles::{self, TEMPLATE_ARTICLES},
};
use crate::{
    article::Corpus,
    text::{Furniture, Texts},
    units::{ArticleId, OutletId, ParagraphId},
};

/// What kind of reuse it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An outlet's own words, taken over.
    Narration,
    /// The same person quoted; nobody copied narration.
    Quotation,
    /// Quotation with copied narration around it.
    Mixed,
    /// One outlet's recurring text.
    Template,
    /// Text of the page, not of the article.
    Furniture,
    /// A phrase of the trade, used everywhere.
    Stock,
    /// A picture's caption.
    Caption,
}

impl Kind {
    /// Whether it is reuse of an article's own text, not text of a page or of the trade.
    #[must_use]
    pub fn is_reuse(self) -> bool {
        match self {
            Self::Narration | Self::Quotation | Self::Mixed => true,
            Self::Template | Self::Furniture | Self::Stock | Self::Caption => false,
        }
    }
}

/// How far apart two matching paragraphs are, closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edit {
    /// Equal to the letter.
    Identical,
    /// Equal after folding case, marks and space.
    Verbatim,
    /// Nearly all of both matches.
    Edited,
    /// Nearly all of the shorter one matches, the longer has more.
    Contained,
    /// Each has something of its own.
    Partial,
}

/// Whether outlets are involved with each other or one with itself. Unknown outlets count as different ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Two outlets or more.
    CrossOutlet,
    /// One outlet.
    SameOutlet,
}

/// Share of matched words inside quotation marks from which a match is a quotation.
const QUOTATION: f64 = 0.8;

/// Share of matched words inside quotation marks from which narration is mixed with quotation.
const MIXED: f64 = 0.2;

/// Share of a paragraph that must match to count as nearly all of it.
const NEARLY_ALL: f64 = 0.8;

/// Days over which text recurs that belongs to no event: news is carried within days.
const TIMELESS_DAYS: i64 = 45;

/// Outlets that furniture and stock phrases recur in at least, when they are not one outlet's template.
const WIDESPREAD_OUTLETS: usize = 3;

/// Words up to which a widespread, timeless paragraph is furniture or a stock phrase; longer text is a statement.
const SHORT_WORDS: usize = 30;

/// The kind of a match whose words stand in quotation marks to that share, when it is reuse of an article's own text.
#[must_use]
pub fn by_quoted_share(share: f64) -> Kind {
    match share {
        share if share >= QUOTATION => Kind::Quotation,
        share if share >= MIXED => Kind::Mixed,
        _ => Kind::Narration,
    }
}

/// The edit level of a match with `matched` words of paragraphs of `a` and `b` words that are not equal word for word.
#[must_use]
pub fn edit_level(matched: usize, a: usize, b: usize) -> Edit {
    let share = |words: usize| matched as f64 / words.max(1) as f64;
    match (share(a.min(b)) >= NEARLY_ALL, share(a.max(b)) >= NEARLY_ALL) {
        (true, true) => Edit::Edited,
        (true, false) => Edit::Contained,
        _ => Edit::Partial,
    }
}

/// Whether articles of these outlets reuse across outlets.
#[must_use]
pub fn scope(outlets: impl IntoIterator<Item = Option<OutletId>>) -> Scope {
    let mut first = None;
    for outlet in outlets {
        match (outlet, first) {
            (None, None) => first = Some(None),
            (Some(_), None) => first = Some(outlet),
            (_, Some(before)) if outlet.is_none() || outlet != before => return Scope::CrossOutlet,
            _ => {}
        }
    }
    Scope::SameOutlet
}

/// What the corpus says about text that stands in these articles (ascending, distinct), before anybody looks at the
/// words: one outlet's template, or short text that recurs over outlets and weeks. Text that recurs as `whole` paragraphs
/// belongs to the page, text that recurs inside others is a phrase of the trade.
#[must_use]
pub fn by_spread(corpus: &Corpus, articles: &[ArticleId], n_words: usize, whole: bool) -> Option<Kind> {
    if articles.len() < TEMPLATE_ARTICLES {
        return None;
    }
    if shingles::is_template(corpus, articles) {
        return Some(Kind::Template);
    }
    let mut outlets: Vec<OutletId> = articles.iter().filter_map(|&id| corpus.article(id).outlet).collect();
    outlets.sort_unstable();
    outlets.dedup();
    let mut days: Vec<i64> = articles
        .iter()
        .filter_map(|&id| Some(corpus.article(id).published?.seconds.div_euclid(86_400)))
        .collect();
    // The middle half of the dates spans weeks: not one event carried late by a straggler.
    days.sort_unstable();
    let timeless =
        days.len() >= TEMPLATE_ARTICLES && days[days.len() * 3 / 4] - days[days.len() / 4] >= TIMELESS_DAYS;
    let widespread = outlets.len() >= WIDESPREAD_OUTLETS && n_words <= SHORT_WORDS;
    (timeless && widespread).then_some(if whole { Kind::Furniture } else { Kind::Stock })
}

/// What the page itself said about these paragraphs: the mark that more than half of them carry.
#[must_use]
pub fn by_mark(texts: &Texts, paragraphs: &[ParagraphId]) -> Option<Kind> {
    let mut captions = 0;
    let mut others = 0;
    for paragraph in paragraphs {
        match texts.paragraphs[paragraph.index()].furniture {
            Some(Furniture::Caption) => captions += 1,
            Some(_) => others += 1,
            None => {}
        }
    }
    if 2 * (captions + others) <= paragraphs.len() {
        return None;
    }
    Some(if captions >= others { Kind::Caption } else { Kind::Furniture })
}

/// Per class: the kind that needs no look at a match, `None` for text that may be reuse proper.
#[must_use]
pub fn of_classes(corpus: &Corpus, texts: &Texts, classes: &Classes) -> Vec<Option<Kind>> {
    (0..classes.len())
        .map(|class| {
            let members = classes.members(class);
            let articles = articles_of(texts, members);
            by_spread(corpus, &articles, classes.classes[class].n_words as usize, true)
                .or_else(|| by_mark(texts, members))
        })
        .collect()
}

/// Events in which text of no event recurs at least, and their number as a share of its articles.
const UNRELATED: (usize, f64) = (4, 0.6);

/// The kind of text that turns out, once events are known, to recur in articles on unrelated events: nobody copied it
/// from anybody. `None` when it belongs to one event or few. `events` are those of `articles` (distinct).
#[must_use]
pub fn by_events(corpus: &Corpus, articles: &[ArticleId], events: &[usize], whole: bool) -> Option<Kind> {
    let mut distinct = events.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < UNRELATED.0 || (distinct.len() as f64) < UNRELATED.1 * articles.len() as f64 {
        return None;
    }
    let mut outlets: BTreeMap<OutletId, usize> = BTreeMap::new();
    for outlet in articles.iter().filter_map(|&id| corpus.article(id).outlet) {
        *outlets.entry(outlet).or_default() += 1;
    }
    let most = outlets.values().copied().max().unwrap_or(0);
    Some(match (2 * most > articles.len(), whole) {
        (true, _) => Kind::Template,
        (false, true) => Kind::Furniture,
        (false, false) => Kind::Stock,
    })
}

/// The distinct articles of some paragraphs in corpus order.
#[must_use]
pub fn articles_of(texts: &Texts, paragraphs: &[ParagraphId]) -> Vec<ArticleId> {
    let mut articles: Vec<ArticleId> =
        paragraphs.iter().map(|paragraph| texts.paragraphs[paragraph.index()].article).collect();
    articles.sort_unstable();
    articles.dedup();
    articles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scope_counts_unknown_outlets_as_different() {
        let (x, y) = (Some(OutletId(0)), Some(OutletId(1)));
        assert_eq!(scope([x, x, x]), Scope::SameOutlet);
        assert_eq!(scope([x, y]), Scope::CrossOutlet);
        assert_eq!(scope([x, None]), Scope::CrossOutlet);
        assert_eq!(scope([None, None]), Scope::CrossOutlet);
        assert_eq!(scope([None]), Scope::SameOutlet);
    }

    #[test]
    fn edit_levels_at_their_bounds() {
        assert_eq!(edit_level(80, 100, 100), Edit::Edited);
        assert_eq!(edit_level(79, 100, 100), Edit::Partial);
        assert_eq!(edit_level(16, 20, 100), Edit::Contained);
        assert_eq!(edit_level(0, 0, 0), Edit::Partial);
    }

    #[test]
    fn quoted_shares_at_their_bounds() {
        assert_eq!(by_quoted_share(0.8), Kind::Quotation);
        assert_eq!(by_quoted_share(0.79), Kind::Mixed);
        assert_eq!(by_quoted_share(0.2), Kind::Mixed);
        assert_eq!(by_quoted_share(0.19), Kind::Narration);
    }
}
