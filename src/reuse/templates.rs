//! What was masked as template, outlet by outlet: so that nobody has to trust a mask that cannot be seen.
//!
//! Masked shingles that touch make a *stretch*; stretches of one outlet with the same words are one template. Cost: a
//! look at every rarity and one sort of the stretches.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::{
    majority::Majority,
    shingles::{Rarity, TEMPLATE, TEMPLATE_ARTICLES, TEMPLATE_BURST, TEMPLATE_DAYS, TEMPLATE_SHARE, WIDTH},
};
use crate::{
    article::Corpus,
    text::Texts,
    units::{ArticleId, OutletId, ParagraphId, Span},
};

/// Whether text that stands in these articles (ascending, distinct) is one outlet's template: in
/// [`TEMPLATE_ARTICLES`] of them or more, [`TEMPLATE_SHARE`] of them one known outlet's, and not just a story that the
/// outlet sent again and again: over more than [`TEMPLATE_DAYS`] days where dates tell, or in [`TEMPLATE_BURST`].
#[must_use]
pub fn is_template(corpus: &Corpus, articles: &[ArticleId]) -> bool {
    if articles.len() < TEMPLATE_ARTICLES {
        return false;
    }
    let mut majority = Majority::default();
    let outlet_of = |id: ArticleId| corpus.article(id).outlet.map_or(0, |outlet| outlet.0 + 1);
    articles.iter().for_each(|&id| majority.vote(outlet_of(id)));
    let candidate = majority.candidate();
    let own = articles.iter().filter(|&&id| outlet_of(id) == candidate).count();
    if candidate == 0 || (own as f64) < TEMPLATE_SHARE * articles.len() as f64 {
        return false;
    }
    let dates: Vec<i64> =
        articles.iter().filter_map(|&id| Some(corpus.article(id).published?.seconds)).collect();
    let span = dates.iter().max().zip(dates.iter().min()).map_or(0, |(last, first)| last - first);
    2 * dates.len() < articles.len() || span > TEMPLATE_DAYS * 86_400 || articles.len() >= TEMPLATE_BURST
}

/// Words that an outlet repeats from article to article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// The outlet.
    pub outlet: OutletId,
    /// Number of its articles that hold these words.
    pub articles: usize,
    /// A paragraph that holds them: the first in corpus order.
    pub paragraph: ParagraphId,
    /// The first of them among the paragraph's tokens.
    pub first_token: usize,
    /// Number of tokens.
    pub n_tokens: usize,
}

impl Template {
    /// Where the words stand in the text of the paragraph's article.
    #[must_use]
    pub fn span(&self, corpus: &Corpus, texts: &Texts) -> Span {
        let spans = texts.spans(corpus, self.paragraph);
        Span { start: spans[self.first_token].start, end: spans[self.first_token + self.n_tokens - 1].end }
    }
}

/// Everything that was masked.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Templates {
    /// Templates in [`TEMPLATE_ARTICLES`] articles or more; by outlet, most articles first, then in corpus order. Rarer
    /// stretches are pieces of these with other words around them.
    pub listed: Vec<Template>,
    /// Per outlet: words that were masked, in listed templates or not.
    pub masked_words: Vec<u64>,
}

/// One masked stretch.
struct Stretch {
    outlet: OutletId,
    words: u128,
    paragraph: ParagraphId,
    first_token: usize,
    n_tokens: usize,
}

/// Collects what was masked. `is_prose` says of a paragraph that it is no page text, which has its own listing.
#[must_use]
pub fn collect(
    corpus: &Corpus,
    texts: &Texts,
    rarity: &Rarity,
    is_prose: impl Fn(usize) -> bool + Sync,
) -> Templates {
    let mut stretches: Vec<Stretch> = (0..texts.paragraphs.len())
        .into_par_iter()
        .filter(|&paragraph| is_prose(paragraph))
        .flat_map_iter(|paragraph| stretches_of(corpus, texts, rarity, ParagraphId(paragraph as u32)))
        .collect();
    stretches.par_sort_unstable_by_key(|s| (s.outlet, s.words, s.paragraph, s.first_token));
    let mut found = Templates { listed: Vec::new(), masked_words: vec![0; corpus.outlets.len()] };
    for same in stretches.chunk_by(|a, b| (a.outlet, a.words) == (b.outlet, b.words)) {
        let first = &same[0];
        found.masked_words[first.outlet.index()] += (same.len() * first.n_tokens) as u64;
        let article = |stretch: &Stretch| texts.paragraphs[stretch.paragraph.index()].article;
        let articles = same.chunk_by(|a, b| article(a) == article(b)).count();
        if articles >= TEMPLATE_ARTICLES {
            found.listed.push(Template {
                outlet: first.outlet,
                articles,
                paragraph: first.paragraph,
                first_token: first.first_token,
                n_tokens: first.n_tokens,
            });
        }
    }
    found.listed.sort_unstable_by_key(|template| {
        (template.outlet, std::cmp::Reverse(template.articles), template.paragraph, template.first_token)
    });
    found
}

fn stretches_of(corpus: &Corpus, texts: &Texts, rarity: &Rarity, paragraph: ParagraphId) -> Vec<Stretch> {
    let range = texts.paragraph_range(paragraph);
    let rarities = rarity.at(range);
    let mut stretches = Vec::new();
    let Some(outlet) = corpus.article(texts.paragraphs[paragraph.index()].article).outlet else {
        return stretches;
    };
    let tokens = texts.paragraph_tokens(paragraph);
    let mut at = 0;
    while let Some(start) = rarities[at..].iter().position(|&rarity| rarity == TEMPLATE).map(|next| at + next)
    {
        let mut end = start;
        while end < rarities.len() && (rarities[end] == TEMPLATE || tokens[end].is_furniture()) {
            end += 1;
        }
        let end = (end - 1 + WIDTH).min(tokens.len());
        let words: Vec<u8> =
            tokens[start..end].iter().flat_map(|token| token.word().0.to_le_bytes()).collect();
        let (words, n_tokens) = (xxh3_128(&words), end - start);
        stretches.push(Stretch { outlet, words, paragraph, first_token: start, n_tokens });
        at = end;
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, DatePrecision, DateSource, Published};

    /// Whether text in `n` articles of one outlet and `others` of others, `days` apart each, is a template.
    fn judged(n: u32, others: u32, days: Option<i64>) -> bool {
        let article = |number: u32| Article {
            outlet: Some(OutletId(number.saturating_sub(n - 1))),
            published: days.map(|days| Published {
                seconds: i64::from(number) * days * 86_400,
                precision: DatePrecision::Day,
                source: DateSource::Published,
            }),
            ..Article::default()
        };
        let corpus = Corpus { articles: (0..n + others).map(article).collect(), ..Corpus::default() };
        is_template(&corpus, &(0..n + others).map(ArticleId).collect::<Vec<_>>())
    }

    #[test]
    fn a_template_is_one_outlets_and_no_story_sent_again() {
        assert!(judged(5, 0, None) && !judged(4, 0, None));
        assert!(judged(9, 1, None) && !judged(8, 1, None));
        assert!(judged(5, 0, Some(4)) && !judged(5, 0, Some(3)));
        assert!(judged(20, 0, Some(0)) && !judged(19, 0, Some(0)));
    }
}
