//! What reuse adds up to per article, which articles are whole copies, and which tokens stay out of vectors.

use hashbrown::HashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::{
    Kind, Member, Passage, Shares,
    classes::Classes,
    marks::Marks,
    shingles::{Rarity, TEMPLATE, WIDTH},
};
use crate::{
    article::Corpus,
    text::Texts,
    units::{ArticleId, ParagraphId, Span},
};

/// Words of prose that two articles must share whole to be copies; shorter ones are notices and stubs.
const COPY_WORDS: u32 = 20;

/// Paragraphs that one task marks.
const TASK: usize = 4_096;

/// Whether the paragraph is the article's own prose.
#[must_use]
pub fn is_prose(texts: &Texts, page_text: &[Option<Kind>], paragraph: usize) -> bool {
    texts.paragraphs[paragraph].furniture.is_none() && page_text[paragraph].is_none()
}

/// Number of words of the article's own prose.
#[must_use]
pub fn prose_words(texts: &Texts, page_text: &[Option<Kind>], article: ArticleId) -> usize {
    let own = texts.paragraphs_of(article).filter(|&paragraph| is_prose(texts, page_text, paragraph));
    own.map(|paragraph| texts.paragraphs[paragraph].len()).sum()
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
/// Words in two passages count once.
#[must_use]
pub fn of_articles(texts: &Texts, page_text: &[Option<Kind>], passages: &[Passage]) -> Vec<Shares> {
    let parts = |wanted: &dyn Fn(&Passage, &Member) -> bool| -> Vec<f64> {
        let mut parts: Vec<(ParagraphId, Span)> = Vec::new();
        for passage in passages {
            let members = passage.members.iter().filter(|member| wanted(passage, member));
            parts.extend(members.map(|member| (member.paragraph, member.span)));
        }
        parts.par_sort_unstable();
        let mut words = vec![0_f64; texts.len()];
        for parts in parts.chunk_by(|a, b| a.0 == b.0) {
            let paragraph = &texts.paragraphs[parts[0].0.index()];
            if is_prose(texts, page_text, parts[0].0.index()) {
                let covered = covered(parts.iter().map(|&(_, span)| span)) as f64;
                words[paragraph.article.index()] +=
                    covered / paragraph.span.len().max(1) as f64 * paragraph.len() as f64;
            }
        }
        words
    };
    let article = |member: &Member| texts.paragraphs[member.paragraph.index()].article;
    let is_first = |passage: &Passage, member: &Member| {
        passage.earliest.is_some_and(|earliest| !earliest.tie && earliest.article == article(member))
    };
    let reused = parts(&|passage, _| passage.kind.has_narration());
    let derived = parts(&|passage, member| passage.kind.has_narration() && !is_first(passage, member));
    let quoted = parts(&|passage, _| passage.kind == Kind::Quotation);
    (0..texts.len())
        .into_par_iter()
        .map(|article| {
            let words = prose_words(texts, page_text, ArticleId(article as u32));
            let share = |sum: f64| if words == 0 { 0.0 } else { (sum / words as f64).min(1.0) };
            let reused = share(reused[article]);
            Shares {
                words: words as u32,
                reused,
                quoted: share(quoted[article]).min(1.0 - reused),
                derived: share(derived[article]),
            }
        })
        .collect()
}

/// Bytes under spans that ascend by their starts.
fn covered(spans: impl Iterator<Item = Span>) -> usize {
    let (mut bytes, mut end) = (0, 0);
    for span in spans {
        bytes += span.end.max(end) - span.start.max(end);
        end = end.max(span.end);
    }
    bytes as usize
}

/// Per body token: whether it is furniture, page text or covered by a template's shingle.
#[must_use]
pub(super) fn excluded(texts: &Texts, rarity: &Rarity, page_text: &[Option<Kind>]) -> Marks {
    let mut excluded = Marks::with_capacity(texts.n_tokens());
    let paragraphs: Vec<u32> = (0..texts.paragraphs.len() as u32).collect();
    for together in paragraphs.chunks(TASK * 256) {
        let found: Vec<Vec<bool>> = together
            .par_chunks(TASK)
            .map(|paragraphs| {
                let mut marks = Vec::new();
                for &paragraph in paragraphs {
                    excluded_of(texts, rarity, page_text, ParagraphId(paragraph), &mut marks);
                }
                marks
            })
            .collect();
        found.iter().for_each(|marks| excluded.extend(marks));
    }
    excluded
}

/// Appends the marks of the tokens of one paragraph.
fn excluded_of(
    texts: &Texts,
    rarity: &Rarity,
    page_text: &[Option<Kind>],
    paragraph: ParagraphId,
    marks: &mut Vec<bool>,
) {
    let range = texts.paragraph_range(paragraph);
    let first = marks.len();
    if !is_prose(texts, page_text, paragraph.index()) {
        marks.resize(first + range.len(), true);
        return;
    }
    marks.resize(first + range.len(), false);
    let rarities = rarity.at(range.clone());
    for (offset, token) in texts.paragraph_tokens(paragraph).iter().enumerate() {
        if token.is_furniture() {
            marks[first + offset] = true;
        } else if rarities[offset] == TEMPLATE {
            let end = (offset + WIDTH).min(range.len());
            marks[first + offset..first + end].fill(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_spans_count_once() {
        let spans = [Span::new(0, 10), Span::new(5, 8), Span::new(8, 20), Span::new(30, 31)];
        assert_eq!(covered(spans.into_iter()), 21);
    }
}
