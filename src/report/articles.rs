//! The lines of articles.

use rayon::prelude::*;

use super::{
    Source,
    model::{Article, FurnitureSpan},
    names::{DatePrecision, DateSource, Derivation, FurnitureKind},
    times, wire,
};
use crate::{
    article::Corpus,
    pipeline::Analysis,
    reuse::Shares,
    text::{Furniture, widgets},
    units::{ArticleId, ParagraphId, Span, round4},
};

pub(super) fn build<'a>(source: &Source<'a>, furniture: &[NotProse]) -> Vec<Article<'a>> {
    (0..source.corpus.len() as u32)
        .into_par_iter()
        .map(|id| {
            let id = ArticleId(id);
            let first = furniture.partition_point(|&(article, ..)| article < id);
            let own = furniture[first..].iter().take_while(|&&(article, ..)| article == id);
            let spans = own.map(|&(_, span, kind)| FurnitureSpan { place: source.places.of(id, span), kind });
            line(source, id, spans.collect())
        })
        .collect()
}

/// Text that is not prose: where, and why.
pub(super) type NotProse = (ArticleId, Span, FurnitureKind);

/// All text that is not prose, in article order, with the reason: whole paragraphs, for which what the article gives
/// away comes first, and link widgets inside prose.
pub(super) fn furniture(corpus: &Corpus, analysis: &Analysis) -> Vec<NotProse> {
    let page_text = &analysis.reuse.page_text;
    let texts = &analysis.texts;
    let of_paragraph = |index: usize| {
        let paragraph = &texts.paragraphs[index];
        let by_page = || page_text.get(index).copied().flatten().and_then(FurnitureKind::of_page_text);
        let whole = paragraph.furniture.map(FurnitureKind::from).or_else(by_page);
        let fused =
            texts.paragraph_tokens(ParagraphId(index as u32)).iter().any(|token| token.is_furniture());
        let spans = match whole {
            Some(kind) => vec![(paragraph.span, kind)],
            None if fused => widgets::find(&corpus.article(paragraph.article).text.read(), paragraph.span)
                .into_iter()
                .map(|span| (span, Furniture::Widget.into()))
                .collect(),
            None => Vec::new(),
        };
        spans.into_iter().map(|(span, kind)| (paragraph.article, span, kind))
    };
    (0..texts.paragraphs.len()).into_par_iter().flat_map_iter(of_paragraph).collect()
}

fn line<'a>(source: &Source<'a>, id: ArticleId, furniture: Vec<FurnitureSpan>) -> Article<'a> {
    let Source { corpus, analysis, .. } = *source;
    let article = corpus.article(id);
    let shares = WrittenShares::of(analysis.reuse.shares.get(id.index()).copied().unwrap_or_default());
    Article {
        id: &article.id,
        outlet: source.outlet(id),
        title: article.title.as_deref(),
        published: times::published(article.published),
        date_precision: article.published.map_or(DatePrecision::Unknown, |time| time.precision.into()),
        date_source: article.published.map_or(DateSource::None, |time| time.source.into()),
        lang: analysis.texts.language_of(id),
        url: article.url.as_deref(),
        source_file: corpus.files.get(article.source_file as usize).map_or("", |file| &file.path),
        source_row: article.source_row,
        text_is_snippet: article.text_is_snippet,
        event_id: source.groups.event_id(id).map(str::to_owned),
        story_id: source.groups.story_id(id).map(str::to_owned),
        duplicate_of: analysis.reuse.duplicate_of.get(id.index()).copied().flatten().map(|id| source.id(id)),
        tokens: analysis.texts.token_range(id).len() as u64,
        reused_share: shares.map(|shares| shares.reused),
        quoted_share: shares.map(|shares| shares.quoted),
        original_share: shares.map(|shares| shares.original),
        derived_share: shares.map(|shares| shares.derived),
        derivation: shares.map(|shares| Derivation::of_share(shares.derived)),
        wire: wire::of_article(source, id),
        furniture,
    }
}

/// Shares as written: four decimals that add up to one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct WrittenShares {
    pub(super) reused: f64,
    pub(super) quoted: f64,
    pub(super) original: f64,
    pub(super) derived: f64,
}

impl WrittenShares {
    /// `None` for text without words, which has no shares.
    pub(super) fn of(shares: Shares) -> Option<Self> {
        if shares.words == 0 {
            return None;
        }
        let (reused, quoted) = (round4(shares.reused), round4(shares.quoted));
        let original = round4((1.0 - reused - quoted).max(0.0));
        Some(Self { reused, quoted, original, derived: round4(shares.derived) })
    }
}

/// Shares of many articles, each weighted by its words.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SharesOfMany {
    pub(super) words: u64,
    reused: f64,
    quoted: f64,
}

impl SharesOfMany {
    pub(super) fn add(&mut self, shares: Shares) {
        self.words += u64::from(shares.words);
        self.reused += shares.reused * f64::from(shares.words);
        self.quoted += shares.quoted * f64::from(shares.words);
    }

    pub(super) fn written(self) -> Option<WrittenShares> {
        let words = self.words.max(1) as f64;
        let any = u32::from(self.words > 0);
        let (reused, quoted) = (self.reused / words, self.quoted / words);
        WrittenShares::of(Shares { words: any, reused, quoted, derived: 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_to_one_as_written() {
        let shares =
            WrittenShares::of(Shares { words: 3, reused: 1.0 / 3.0, quoted: 1.0 / 3.0, derived: 0.25 });
        assert_eq!(
            shares,
            Some(WrittenShares { reused: 0.3333, quoted: 0.3333, original: 0.3334, derived: 0.25 })
        );
        assert_eq!(WrittenShares::of(Shares::default()), None);
    }

    #[test]
    fn shares_of_many_weigh_by_words() {
        let mut many = SharesOfMany::default();
        many.add(Shares { words: 300, reused: 1.0, ..Shares::default() });
        many.add(Shares { words: 100, quoted: 1.0, ..Shares::default() });
        assert_eq!(
            many.written(),
            Some(WrittenShares { reused: 0.75, quoted: 0.25, original: 0.0, derived: 0.0 })
        );
        assert_eq!(SharesOfMany::default().written(), None);
    }
}
