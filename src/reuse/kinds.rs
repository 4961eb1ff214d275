//! What kind of reuse a match is: copied narration, a shared quotation, or something that only looks like copying.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{classes::Classes, shingles::TEMPLATE_ARTICLES, templates};
use crate::{
    article::Corpus,
    text::{Furniture, Texts, WordId, furniture},
    units::{ArticleId, OutletId, ParagraphId},
};

/// What kind of reuse it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// An outlet's own words in a later version of the same article.
    Revision,
}

impl Kind {
    /// Whether it is reuse of an article's own text by another one, not text of a page or of the trade, nor the same
    /// article again.
    #[must_use]
    pub fn is_reuse(self) -> bool {
        match self {
            Self::Narration | Self::Quotation | Self::Mixed => true,
            Self::Template | Self::Furniture | Self::Stock | Self::Caption | Self::Revision => false,
        }
    }

    /// Whether words of an article's own that are no speech were taken over.
    #[must_use]
    pub fn has_narration(self) -> bool {
        matches!(self, Self::Narration | Self::Mixed)
    }
}

/// How far apart two matching paragraphs are, closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// Days between any two occurrences from which short text in unrelated events is nobody's copy.
const UNRELATED_DAYS: i64 = 30;

/// Words up to which text in unrelated events is a phrase; longer text is background that its outlet repeats.
const PHRASE_WORDS: usize = 20;

/// Words up to which undated text in unrelated events is nobody's copy.
const LINE_WORDS: usize = 15;

/// Share of figures among the words from which text is a table's.
const TABLE: f64 = 0.4;

/// The kind of a match whose words stand in quotation marks to that share, when it is reuse of an article's own text.
#[must_use]
pub fn by_quoted_share(share: f64) -> Kind {
    match share {
        share if share >= QUOTATION => Kind::Quotation,
        share if share >= MIXED => Kind::Mixed,
        _ => Kind::Narration,
    }
}

/// The kind of a match of these words, of which that share stands in quotation marks, when neither page nor corpus gives
/// it away: a table is its outlet's template, the rest is an article's own text.
#[must_use]
pub fn of_words(texts: &Texts, words: &[WordId], quoted: f64) -> Kind {
    if is_table(texts, words) { Kind::Template } else { by_quoted_share(quoted) }
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

/// What is known of text before its words are compared.
#[derive(Clone, Copy, Debug)]
pub struct Recurring<'a> {
    /// The articles it stands in, ascending and distinct.
    pub articles: &'a [ArticleId],
    /// What the page says it is: the mark of most of its paragraphs.
    pub mark: Option<Furniture>,
    /// Number of words.
    pub n_words: usize,
    /// Whether it is a sentence, not a label or a line of links.
    pub is_sentence: bool,
}

impl Recurring<'_> {
    /// The kind of text that the page or the corpus gives away; `None` for text that may be reuse proper.
    ///
    /// A form comes first: captions and lines of credit or rights are known by their words. Then the spread: one
    /// outlet's template; short text that recurs over outlets and weeks belongs to the page, or is a phrase of the trade
    /// when it is a sentence. What is left of the page's marks is one outlet's template or all outlets' furniture.
    #[must_use]
    pub fn kind(&self, corpus: &Corpus) -> Option<Kind> {
        match self.mark {
            Some(Furniture::Caption) => Some(Kind::Caption),
            Some(Furniture::Credit) => Some(Kind::Furniture),
            mark => self.by_spread(corpus).or_else(|| {
                let one_outlet = self.outlets(corpus).len() == 1;
                mark.map(|_| if one_outlet { Kind::Template } else { Kind::Furniture })
            }),
        }
    }

    fn by_spread(&self, corpus: &Corpus) -> Option<Kind> {
        if self.articles.len() < TEMPLATE_ARTICLES {
            return None;
        }
        if templates::is_template(corpus, self.articles) {
            return Some(Kind::Template);
        }
        // The middle half of the dates spans weeks: not one event carried late by a straggler.
        let days = self.days(corpus);
        let timeless = days.len() >= TEMPLATE_ARTICLES
            && days[days.len() * 3 / 4] - days[days.len() / 4] >= TIMELESS_DAYS;
        let widespread = self.outlets(corpus).len() >= WIDESPREAD_OUTLETS && self.n_words <= SHORT_WORDS;
        (timeless && widespread).then(|| self.everywhere())
    }

    /// The kind of text that turns out, once events are known, to recur in articles on unrelated events: nobody copied
    /// it from anybody. `None` when it belongs to one event or few. `events` and `stories` are those of the articles. A
    /// quotation in two events is one speech remembered; narration may be a phrase already there.
    #[must_use]
    pub fn kind_by_events(
        &self,
        corpus: &Corpus,
        kind: Kind,
        events: &[usize],
        stories: &[usize],
    ) -> Option<Kind> {
        let distinct = |numbers: &[usize]| numbers.iter().collect::<BTreeSet<_>>().len();
        let (n, n_events) = (self.articles.len(), distinct(events));
        let often = n_events >= UNRELATED.0 && n_events as f64 >= UNRELATED.1 * n as f64;
        let never_related = kind == Kind::Narration && distinct(stories) == n;
        let nobodys = often || (never_related && self.is_far_apart(corpus));
        let most = self.outlets(corpus).iter().map(|&(_, articles)| articles).max().unwrap_or(0);
        nobodys.then(|| if 2 * most > n { Kind::Template } else { self.everywhere() })
    }

    /// Whether so short a text stands so far apart in time that nobody took it from the other.
    fn is_far_apart(&self, corpus: &Corpus) -> bool {
        let days = self.days(corpus);
        if days.len() < self.articles.len() {
            return self.n_words <= LINE_WORDS;
        }
        self.n_words <= PHRASE_WORDS && days.windows(2).all(|pair| pair[1] - pair[0] >= UNRELATED_DAYS)
    }

    fn everywhere(&self) -> Kind {
        if self.is_sentence { Kind::Stock } else { Kind::Furniture }
    }

    /// Days of the known dates, ascending.
    fn days(&self, corpus: &Corpus) -> Vec<i64> {
        let day = |id: &ArticleId| Some(corpus.article(*id).published?.seconds.div_euclid(86_400));
        let mut days: Vec<i64> = self.articles.iter().filter_map(day).collect();
        days.sort_unstable();
        days
    }

    /// Known outlets, each with the number of its articles.
    fn outlets(&self, corpus: &Corpus) -> Vec<(OutletId, usize)> {
        let mut outlets: Vec<OutletId> =
            self.articles.iter().filter_map(|&id| corpus.article(id).outlet).collect();
        outlets.sort_unstable();
        outlets.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect()
    }
}

/// What the page itself said about these paragraphs: the mark that more than half of them carry, captions first.
#[must_use]
pub fn mark_of(texts: &Texts, paragraphs: &[ParagraphId]) -> Option<Furniture> {
    let mut marks: Vec<Furniture> =
        paragraphs.iter().filter_map(|paragraph| texts.paragraphs[paragraph.index()].furniture).collect();
    if 2 * marks.len() <= paragraphs.len() {
        return None;
    }
    marks.sort_unstable();
    let rank = |mark: Furniture| {
        let count = marks.iter().filter(|&&other| other == mark).count();
        (count, mark == Furniture::Caption, std::cmp::Reverse(mark))
    };
    marks.iter().copied().max_by_key(|&mark| rank(mark))
}

/// Per class: the kind that needs no look at a match, `None` for text that may be reuse proper.
#[must_use]
pub fn of_classes(corpus: &Corpus, texts: &Texts, classes: &Classes) -> Vec<Option<Kind>> {
    (0..classes.len())
        .into_par_iter()
        .map(|class| {
            let members = classes.members(class);
            if members.len() == 1 && texts.paragraphs[members[0].index()].furniture.is_none() {
                return None;
            }
            let recurring = Recurring {
                articles: &articles_of(texts, members),
                mark: mark_of(texts, members),
                n_words: classes.classes[class].n_words as usize,
                is_sentence: is_sentence(corpus, texts, members[0]),
            };
            recurring.kind(corpus)
        })
        .collect()
}

/// Whether the paragraph ends as a sentence does.
#[must_use]
pub fn is_sentence(corpus: &Corpus, texts: &Texts, paragraph: ParagraphId) -> bool {
    let paragraph = &texts.paragraphs[paragraph.index()];
    furniture::ends_sentence(corpus.article(paragraph.article).text.part(paragraph.span).trim_end())
}

/// Whether much of these words is figures: a table's row, which the outlet prints anew every day.
fn is_table(texts: &Texts, words: &[WordId]) -> bool {
    let figures =
        words.iter().filter(|&&word| texts.words.get(word).starts_with(|c: char| c.is_ascii_digit()));
    figures.count() as f64 >= TABLE * words.len() as f64
}

/// Events in which text of no event recurs at least, and their number as a share of its articles.
const UNRELATED: (usize, f64) = (4, 0.6);

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
