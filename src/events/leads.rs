//! What an article calls itself: its headline, or where it has none the first sentence of its prose.

use crate::{
    article::{Article, Corpus},
    text::Texts,
    units::{ArticleId, ParagraphId},
};

/// Words that the first sentence of a lead has at least.
const SENTENCE: usize = 5;

/// Characters of a lead that stands for a headline.
const LEAD: usize = 120;

/// The headline with single spaces, when there is more than space in it.
pub(super) fn title(article: &Article) -> Option<String> {
    article.title.as_deref().map(squeeze).filter(|title| !title.is_empty())
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first sentence of the first paragraph of prose, or the start of it.
pub(super) fn lead(texts: &Texts, corpus: &Corpus, id: ArticleId) -> String {
    let is_prose = |&p: &usize| texts.paragraphs[p].furniture.is_none() && texts.paragraphs[p].len() > 4;
    let Some(first) = texts.paragraphs_of(id).find(is_prose).or_else(|| texts.paragraphs_of(id).next())
    else {
        return String::new();
    };
    let paragraph = ParagraphId(first as u32);
    let mut span = texts.paragraphs[first].span;
    // A sentence of few words is a place or an exclamation.
    let next =
        texts.paragraph_tokens(paragraph).iter().skip(SENTENCE).position(|token| token.starts_sentence());
    if let Some(next) = next.and_then(|next| texts.spans(corpus, paragraph).get(next + SENTENCE).copied()) {
        span.end = next.start;
    }
    let opening = |letter: char| letter.is_whitespace() || "\"'“‘«„(".contains(letter);
    let lead = squeeze(corpus.article(id).text.part(span).trim_end_matches(opening));
    if lead.chars().count() <= LEAD {
        return lead;
    }
    let cut: String = lead.chars().take(LEAD).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(&*cut, |(whole, _)| whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{progress::Silent, text};

    #[test]
    fn the_first_sentence_stands_for_a_headline() {
        let shown = |text: &str| {
            let article = Article { text: text.into(), lang: Some("en".into()), ..Article::default() };
            let corpus = Corpus { articles: vec![article], ..Corpus::default() };
            lead(&text::analyze(&corpus, &Silent), &corpus, ArticleId(0))
        };
        assert_eq!(
            shown("A fire tore through  a warehouse in Pellworth. \"Nobody was hurt,\" the mayor said."),
            "A fire tore through a warehouse in Pellworth.",
        );
        assert_eq!(
            shown("Fire! The roof of a warehouse fell in. Nobody was hurt."),
            "Fire! The roof of a warehouse fell in."
        );
        assert_eq!(
            shown(&format!("{}end.", "word ".repeat(40))),
            format!("{}…", "word ".repeat(24).trim_end())
        );
        assert_eq!(shown(""), "");
    }
}
