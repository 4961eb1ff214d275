//! The numbers that articles give: ages, counts, sums, dates, times. Two reports of one event give the same ones; two
//! alike events ("man shot on Main Street", in two towns) seldom do.
//!
//! Looked at are the headline and the first 350 words of the body, furniture and templates left out. Cost: one pass
//! over these words.

use rayon::prelude::*;

use crate::{
    article::Corpus,
    reuse::Reuse,
    text::{Texts, WordId, scripts::digit},
    units::{ArticleId, ParagraphId},
};

/// Words of the body that are looked at: later numbers are often background.
const READ: usize = 350;

/// Per article: its numbers.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    /// Per article, and one more: index of its first number.
    starts: Vec<usize>,
    /// Ascending within an article, each once.
    words: Vec<WordId>,
}

impl Numbers {
    /// Collects the numbers of all articles.
    #[must_use]
    pub fn collect(corpus: &Corpus, texts: &Texts, reuse: &Reuse) -> Self {
        let is_number: Vec<bool> = (0..texts.words.len() as u32)
            .into_par_iter()
            .map(|word| texts.words.get(WordId(word)).starts_with(|c| digit(c).is_some()))
            .collect();
        let of_articles: Vec<Vec<WordId>> = (0..corpus.len() as u32)
            .into_par_iter()
            .map(|article| {
                let mut words = of_article(texts, reuse, &is_number, ArticleId(article));
                words.sort_unstable();
                words.dedup();
                words
            })
            .collect();
        Self::from_lists(of_articles)
    }

    /// From the numbers of each article, ascending and each once.
    pub(super) fn from_lists(of_articles: Vec<Vec<WordId>>) -> Self {
        let mut starts = vec![0];
        starts.extend(of_articles.iter().scan(0, |end, words| {
            *end += words.len();
            Some(*end)
        }));
        Self { starts, words: of_articles.concat() }
    }

    /// The numbers of an article.
    #[must_use]
    pub fn of(&self, article: ArticleId) -> &[WordId] {
        &self.words[self.starts[article.index()]..self.starts[article.index() + 1]]
    }

    /// Which share of the numbers of the one with fewer both give, in 0..=1; `None` when either gives none.
    #[must_use]
    pub fn agreement(&self, a: ArticleId, b: ArticleId) -> Option<f64> {
        let (a, b) = (self.of(a), self.of(b));
        let fewer = a.len().min(b.len());
        let (mut i, mut j, mut shared) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            shared += usize::from(a[i] == b[j]);
            let (x, y) = (a[i], b[j]);
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        (fewer > 0).then(|| f64::from(shared as u32) / fewer as f64)
    }
}

fn of_article(texts: &Texts, reuse: &Reuse, is_number: &[bool], article: ArticleId) -> Vec<WordId> {
    let number = |word: WordId| is_number[word.index()].then_some(word);
    let mut found: Vec<WordId> =
        texts.title_tokens(article).iter().filter_map(|token| number(token.word())).collect();
    let mut left = READ;
    for paragraph in texts.paragraphs_of(article).map(|paragraph| ParagraphId(paragraph as u32)) {
        let excluded = reuse.excluded(texts.paragraph_range(paragraph));
        let tokens = texts.paragraph_tokens(paragraph);
        let words = (0..tokens.len()).filter(|&at| !excluded.at(at)).map(|at| tokens[at].word());
        let before = left;
        let mut read = 0;
        found.extend(words.take(before).inspect(|_| read += 1).filter_map(number));
        left = before - read;
        if left == 0 {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(of_articles: &[&[u32]]) -> Numbers {
        let lists = of_articles.iter().map(|list| list.iter().map(|&word| WordId(word)).collect());
        Numbers::from_lists(lists.collect())
    }

    #[test]
    fn agreement_is_the_shared_part_of_the_shorter_list() {
        let numbers = numbers(&[&[1, 4, 9], &[4, 9, 12, 15], &[2], &[]]);
        let agreement = |a, b| numbers.agreement(ArticleId(a), ArticleId(b));
        assert_eq!(agreement(0, 1), Some(2.0 / 3.0));
        assert_eq!(agreement(1, 0), Some(2.0 / 3.0));
        assert_eq!(agreement(0, 2), Some(0.0));
        assert_eq!(agreement(0, 0), Some(1.0));
        assert_eq!(agreement(0, 3), None);
        assert_eq!(agreement(3, 3), None);
    }
}
