//! The lines of passages and pairs.

use std::cmp::Reverse;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use super::{
    Source,
    model::{EarliestMember, Member, Pair, PairSide, Passage, Template},
    names::Scope,
    times, wire,
};
use crate::{
    reuse::{self, classes},
    text::Texts,
    units::{ArticleId, ParagraphId, Span, round4, stable_id},
};

/// All passages, those that a person is shown first at the head.
pub(super) fn build<'a>(source: &Source<'a>) -> Vec<Passage<'a>> {
    let mut lines: Vec<Passage> = {
        let passages = source.analysis.reuse.passages.par_iter().enumerate();
        passages.map(|(number, passage)| line(source, number, passage)).collect()
    };
    lines.par_sort_by(|a, b| {
        (!is_between_outlets(a), Reverse(a.size), &a.id).cmp(&(
            !is_between_outlets(b),
            Reverse(b.size),
            &b.id,
        ))
    });
    lines
}

/// Whether it is text of their own that outlets took from one another: what a person is shown first.
pub(super) fn is_between_outlets(passage: &Passage) -> bool {
    passage.scope == Scope::CrossOutlet && passage.kind.is_prose()
}

fn line<'a>(source: &Source<'a>, number: usize, passage: &reuse::Passage) -> Passage<'a> {
    let texts = &source.analysis.texts;
    let article_of = |member: &reuse::Member| texts.paragraphs[member.paragraph.index()].article;
    let articles = || passage.members.iter().map(article_of);
    let representative = &passage.members[passage.representative];
    let text = source.corpus.article(article_of(representative)).text.part(representative.span);
    Passage {
        id: id(texts, representative.paragraph),
        kind: passage.kind.into(),
        edit: passage.edit.into(),
        scope: passage.scope.into(),
        text: source.settings.text.apply(&text),
        tokens: passage.n_words as u64,
        size: passage.members.len() as u64,
        outlets: source.groups.outlets(articles()),
        event_ids: source.groups.event_ids_of(articles()).map(str::to_owned).collect(),
        earliest: passage.earliest.map(|earliest| EarliestMember {
            article_id: source.id(earliest.article),
            outlet: source.outlet(earliest.article),
            published: times::published(source.corpus.article(earliest.article).published),
            tie: earliest.tie,
        }),
        source: wire::of_passage(source, number),
        members: passage
            .members
            .iter()
            .map(|member| member_line(source, member, article_of(member)))
            .collect(),
    }
}

fn member_line<'a>(source: &Source<'a>, member: &reuse::Member, article: ArticleId) -> Member<'a> {
    Member {
        article_id: source.id(article),
        outlet: source.outlet(article),
        paragraph: u64::from(source.analysis.texts.paragraphs[member.paragraph.index()].line),
        place: source.places.of(article, member.span),
        jaccard: round4(member.jaccard),
        containment: round4(member.containment),
        edit: member.edit.into(),
        edits: member.changes.iter().map(Into::into).collect(),
    }
}

/// The id of a passage: its representative's folded words, which no other passage has for representative.
fn id(texts: &Texts, representative: ParagraphId) -> String {
    let mut hasher = Xxh3::new();
    for word in classes::words(texts, representative) {
        hasher.update(texts.words.get(word).as_bytes());
        hasher.update(b" ");
    }
    stable_id("ps", hasher.digest128())
}

/// What was masked as template.
pub(super) fn templates<'a>(source: &Source<'a>) -> Vec<Template<'a>> {
    let Source { corpus, analysis, .. } = *source;
    let listed = analysis.reuse.templates.listed.par_iter();
    listed
        .map(|template| {
            let article = analysis.texts.paragraphs[template.paragraph.index()].article;
            let span = template.span(corpus, &analysis.texts);
            Template {
                outlet: &corpus.outlets[template.outlet.index()],
                text: source.settings.text.apply(&corpus.article(article).text.part(span)),
                tokens: template.n_tokens as u64,
                articles: template.articles as u64,
                article_id: source.id(article),
                place: source.places.of(article, span),
            }
        })
        .collect()
}

/// All verified pairs.
pub(super) fn pairs<'a>(source: &Source<'a>) -> Vec<Pair<'a>> {
    let side = |paragraph: ParagraphId, span: Span| {
        let paragraph = &source.analysis.texts.paragraphs[paragraph.index()];
        PairSide {
            article_id: source.id(paragraph.article),
            paragraph: u64::from(paragraph.line),
            place: source.places.of(paragraph.article, span),
        }
    };
    let pairs = source.analysis.reuse.pairs.par_iter();
    pairs
        .map(|pair| Pair {
            a: side(pair.a, pair.span_a),
            b: side(pair.b, pair.span_b),
            jaccard: round4(pair.jaccard),
            containment: round4(pair.containment),
            run_tokens: pair.run_words as u64,
            kind: pair.kind.into(),
            edit: pair.edit.into(),
            edits: pair.changes.iter().map(Into::into).collect(),
            scope: pair.scope.into(),
        })
        .collect()
}
