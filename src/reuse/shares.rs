//! What reuse adds up to per article, which articles are whole copies, and which tokens stay out of vectors.

use hashbrown::HashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::{
    Kind, Passage, Shares,
    classes::Classes,
    shingles::{Rarity, TEMPLATE, WIDTH},
};
use crate::{
    article::Corpus,
    text::Texts,
    units::{ArticleId, ParagraphId},
};

/// Words of prose that two articles must share whole to be copies; shorter ones are notices and stubs.
const COPY_WORDS: u32 = 20;

/// Whether the paragraph is the article's own prose.
fn is_prose(texts: &Texts, page_text: &[Option<Kind>], paragraph: usize) -> bool {
    texts.paragraphs[paragraph].furniture.is_none() && page_text[paragraph].is_none()
}

/// Per article: the first article in corpus order with the same prose, paragraph by paragraph, when it is not itself.
#[must_use]
pub fn whole_copies(
    corpus: &Corpus,
    texts: &Texts,
    classes: &Classes,
    page_text: &[Option<Kind>],
) -> Vec<Option<ArticleId>> {
    let prints: Vec<Option<u128>> = (0..corpus.len() as u32)
        .into_par_iter()
        .map(|article| {
            let mut hasher = Xxh3::new();
            let mut n_words = 0;
            for paragraph in texts.paragraphs_of(ArticleId(article)) {
                if let Some(class) = classes.of(ParagraphId(paragraph as u32))
                    && is_prose(texts, page_text, paragraph)
                {
                    hasher.update(&(class as u32).to_le_bytes());
                    n_words += classes.classes[class].n_words;
                }
            }
            (n_words >= COPY_WORDS).then(|| hasher.digest128())
        })
        .collect();
    let mut first: HashMap<u128, ArticleId> = HashMap::new();
    prints
        .iter()
        .enumerate()
        .map(|(article, print)| {
            let original = *first.entry((*print)?).or_insert(ArticleId(article as u32));
            (original.index() != article).then_some(original)
        })
        .collect()
}

/// Per article: words aside from furniture, and which share of them stands in reused narration and in quotations.
#[must_use]
pub fn of_articles(texts: &Texts, page_text: &[Option<Kind>], passages: &[Passage]) -> Vec<Shares> {
    let mut reused = vec![0_f64; texts.len()];
    let mut quoted = vec![0_f64; texts.len()];
    for passage in passages {
        let sums = match passage.kind {
            Kind::Narration | Kind::Mixed => &mut reused,
            Kind::Quotation => &mut quoted,
            Kind::Template | Kind::Furniture | Kind::Stock | Kind::Caption => continue,
        };
        for member in &passage.members {
            let paragraph = &texts.paragraphs[member.paragraph.index()];
            if is_prose(texts, page_text, member.paragraph.index()) {
                let part = member.span.len() as f64 / paragraph.span.len().max(1) as f64;
                sums[paragraph.article.index()] += part * paragraph.len() as f64;
            }
        }
    }
    (0..texts.len())
        .map(|article| {
            let words: usize = texts
                .paragraphs_of(ArticleId(article as u32))
                .filter(|&paragraph| is_prose(texts, page_text, paragraph))
                .map(|paragraph| texts.paragraphs[paragraph].len())
                .sum();
            let share = |sum: f64| if words == 0 { 0.0 } else { (sum / words as f64).min(1.0) };
            let reused = share(reused[article]);
            Shares { words: words as u32, reused, quoted: share(quoted[article]).min(1.0 - reused) }
        })
        .collect()
}

/// Per body token: whether it is furniture, page text or covered by a template's shingle.
#[must_use]
pub fn excluded(texts: &Texts, rarity: &Rarity, page_text: &[Option<Kind>]) -> Vec<bool> {
    let mut excluded = vec![false; texts.n_tokens()];
    for paragraph in 0..texts.paragraphs.len() {
        let range = texts.paragraph_range(ParagraphId(paragraph as u32));
        if !is_prose(texts, page_text, paragraph) {
            excluded[range].fill(true);
            continue;
        }
        let rarities = rarity.at(range.clone());
        for (offset, token) in texts.paragraph_tokens(ParagraphId(paragraph as u32)).iter().enumerate() {
            if token.is_furniture() {
                excluded[range.start + offset] = true;
            } else if rarities[offset] == TEMPLATE {
                let end = (range.start + offset + WIDTH).min(range.end);
                excluded[range.start + offset..end].fill(true);
            }
        }
    }
    excluded
}
