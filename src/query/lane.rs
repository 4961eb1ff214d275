//! The words of one document in order, widgets left out, cut into its paragraphs: what the index reads.

use crate::{
    text::{Texts, WordId, paragraphs, tokens, widgets},
    units::{ArticleId, ParagraphId},
};

/// A word that the query does not have.
pub const UNKNOWN: WordId = WordId(u32::MAX);

/// The words of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// All words in order; link widgets fused into the prose are left out.
    pub words: Vec<WordId>,
    /// Per paragraph: one past its last word.
    pub ends: Vec<u32>,
}

impl Lane {
    /// The words of an article that was analysed.
    #[must_use]
    pub fn of(texts: &Texts, article: ArticleId) -> Self {
        let mut lane = Self::default();
        for paragraph in texts.paragraphs_of(article) {
            let tokens = texts.paragraph_tokens(ParagraphId(paragraph as u32));
            lane.words.extend(tokens.iter().filter(|token| !token.is_furniture()).map(|token| token.word()));
            lane.ends.push(lane.words.len() as u32);
        }
        lane
    }

    /// The words of a text that was not analysed, by the numbers they have in the query; all others are [`UNKNOWN`].
    /// Cuts and folds as [`crate::text::analyze`] does.
    #[must_use]
    pub fn scan(text: &str, query: &Texts) -> Self {
        let mut lane = Self::default();
        for block in paragraphs::split(text) {
            let fused = widgets::find(text, block.span);
            let base = block.span.start;
            tokens::tokenize(block.span.of(text), |folded, span| {
                let in_widget = fused
                    .iter()
                    .any(|widget| widget.start < base + span.end && base + span.start < widget.end);
                if !in_widget {
                    lane.words.push(query.words.find(folded).unwrap_or(UNKNOWN));
                }
            });
            lane.ends.push(lane.words.len() as u32);
        }
        lane
    }

    /// Number of paragraphs.
    #[must_use]
    pub fn n_paragraphs(&self) -> usize {
        self.ends.len()
    }

    /// Where the paragraph's words lie.
    #[must_use]
    pub fn range(&self, paragraph: usize) -> std::ops::Range<usize> {
        let start = if paragraph == 0 { 0 } else { self.ends[paragraph - 1] as usize };
        start..self.ends[paragraph] as usize
    }

    /// The paragraph that holds the word at that position.
    #[must_use]
    pub fn paragraph_at(&self, word: usize) -> usize {
        self.ends.partition_point(|&end| end as usize <= word)
    }
}
