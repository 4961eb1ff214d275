//! Which articles are one text: versions that an outlet prints of its own report, and copies that outlets print of
//! another's.
//!
//! Two articles are *one text* when passages cover at least half of the shorter one's prose, and *versions* when moreover
//! they are one outlet's and at most a week lies between them; what versions share is kind [`Kind::Revision`], not reuse,
//! as nobody took it from anybody.
//! Cost: linear in the members of passages; each is compared with the next few only, as union closes the rest.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::{Kind, Member, Pair, Passage, Scope, shares::prose_words, shingles::TEMPLATE_ARTICLES};
use crate::{
    article::Corpus,
    text::Texts,
    units::{ArticleId, ParagraphId},
};

/// Share of the shorter article's prose that one text has in common at least.
const SHARE: f64 = 0.5;

/// Days between two versions at most, where both are dated.
const DAYS: i64 = 7;

/// Later members that a member is compared with.
const NEXT: usize = 4;

/// Which articles are one.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// Per article: the first of its versions in corpus order.
    first: Vec<ArticleId>,
    /// Per article: the first article in corpus order that is one text with it.
    pub text: Vec<ArticleId>,
}

impl Versions {
    /// Finds all versions and copies from passages.
    #[must_use]
    pub fn find(corpus: &Corpus, texts: &Texts, page_text: &[Option<Kind>], passages: &[Passage]) -> Self {
        let itself: Vec<ArticleId> = (0..texts.len() as u32).map(ArticleId).collect();
        let mut found = Self { first: itself.clone(), text: itself };
        let shared = shared_words(corpus, texts, passages);
        for group in shared.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
            let (a, b, ..) = group[0];
            let words: usize = group.iter().map(|&(.., words)| words).sum();
            let shorter = prose_words(texts, page_text, a).min(prose_words(texts, page_text, b));
            if shorter == 0 || (words as f64) < SHARE * shorter as f64 {
                continue;
            }
            unite(&mut found.text, a, b);
            let outlet = |article| corpus.article(article).outlet;
            if outlet(a).is_some() && outlet(a) == outlet(b) && are_near(corpus, a, b) {
                unite(&mut found.first, a, b);
            }
        }
        for firsts in [&mut found.first, &mut found.text] {
            for article in 0..firsts.len() {
                firsts[article] = root(firsts, ArticleId(article as u32));
            }
        }
        found
    }

    /// Whether all these articles are versions of one.
    #[must_use]
    pub fn are_one(&self, mut articles: impl Iterator<Item = ArticleId>) -> bool {
        let first = articles.next().map(|article| self.first[article.index()]);
        articles.all(|article| Some(self.first[article.index()]) == first)
    }

    /// Gives narration and tables among the versions of one article their kind; speech stays speech.
    pub fn mark(
        &self,
        texts: &Texts,
        page_text: &[Option<Kind>],
        passages: &mut [Passage],
        pairs: &mut [Pair],
    ) {
        let article = |paragraph: ParagraphId| texts.paragraphs[paragraph.index()].article;
        let may_be = |kind: Kind| matches!(kind, Kind::Narration | Kind::Template);
        for passage in passages.iter_mut() {
            if may_be(passage.kind)
                && is_own_text(texts, passage)
                && passage.scope == Scope::SameOutlet
                && self.are_one(passage.members.iter().map(|member| article(member.paragraph)))
            {
                passage.kind = Kind::Revision;
            }
        }
        let is_marked = |paragraph: ParagraphId| page_text[paragraph.index()].is_some();
        for pair in pairs.iter_mut().filter(|pair| may_be(pair.kind)) {
            if !is_marked(pair.a)
                && !is_marked(pair.b)
                && self.are_one([pair.a, pair.b].into_iter().map(article))
            {
                pair.kind = Kind::Revision;
            }
        }
    }
}

/// Whether the passage is text of articles: reuse, or a table in a few of them, which only versions share.
fn is_own_text(texts: &Texts, passage: &Passage) -> bool {
    let paragraph = passage.members[passage.representative].paragraph;
    let is_table = passage.kind == Kind::Template
        && passage.members.len() < TEMPLATE_ARTICLES
        && texts.paragraphs[paragraph.index()].furniture.is_none();
    passage.kind.is_reuse() || is_table
}

/// Words that two articles share in a passage: (earlier in corpus order, later, passage, words), sorted.
fn shared_words(
    corpus: &Corpus,
    texts: &Texts,
    passages: &[Passage],
) -> Vec<(ArticleId, ArticleId, usize, usize)> {
    let article_of = |member: &Member| texts.paragraphs[member.paragraph.index()].article;
    let mut shared = Vec::new();
    for (number, passage) in passages.iter().enumerate().filter(|(_, passage)| is_own_text(texts, passage)) {
        let mut members: Vec<(ArticleId, usize)> =
            passage.members.iter().map(|member| (article_of(member), member.n_words)).collect();
        let mut meet = |members: &[(ArticleId, usize)]| {
            for (i, &(a, words)) in members.iter().enumerate() {
                for &(b, others) in members[i + 1..].iter().take(NEXT).filter(|&&(b, _)| b != a) {
                    shared.push((a.min(b), a.max(b), number, words.min(others)));
                }
            }
        };
        meet(&members);
        // Versions follow one another closely, but other outlets' copies may lie between them.
        members.sort_by_key(|&(article, _)| (corpus.article(article).outlet, article));
        meet(&members);
    }
    shared.par_sort_unstable();
    shared.dedup_by_key(|&mut (a, b, passage, _)| (a, b, passage));
    shared
}

fn are_near(corpus: &Corpus, a: ArticleId, b: ArticleId) -> bool {
    match (corpus.article(a).published, corpus.article(b).published) {
        (Some(a), Some(b)) => (a.seconds - b.seconds).abs() <= DAYS * 86_400,
        _ => true,
    }
}

fn root(first: &[ArticleId], mut article: ArticleId) -> ArticleId {
    while first[article.index()] != article {
        article = first[article.index()];
    }
    article
}

fn unite(first: &mut [ArticleId], a: ArticleId, b: ArticleId) {
    let (a, b) = (root(first, a), root(first, b));
    match a.cmp(&b) {
        Ordering::Less => first[b.index()] = a,
        Ordering::Greater => first[a.index()] = b,
        Ordering::Equal => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbered_by_the_first() {
        let mut first: Vec<ArticleId> = (0..5).map(ArticleId).collect();
        unite(&mut first, ArticleId(4), ArticleId(3));
        unite(&mut first, ArticleId(1), ArticleId(4));
        let roots: Vec<u32> = (0..5).map(|article| root(&first, ArticleId(article)).0).collect();
        assert_eq!(roots, [0, 1, 2, 1, 1]);
    }
}
