//! Families to passages: spans, scores, kind, earliest occurrence; and the full list of verified pairs.

use rayon::prelude::*;

use super::{
    Earliest, Member, Pair, Passage,
    alignment::Tile,
    classes::{self, Classes},
    edits::Changes,
    families::{self, Star},
    join::MIN_WORDS,
    kinds::{self, Edit, Kind, Recurring},
    links::{self, ClassPair, Match},
};
use crate::{
    article::Corpus,
    text::{Paragraph, Texts, WordId},
    units::{ArticleId, ParagraphId, Span},
};

/// What passages are made from.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// The articles.
    pub corpus: &'a Corpus,
    /// Their words.
    pub texts: &'a Texts,
    /// Equal paragraphs.
    pub classes: &'a Classes,
    /// Per class: the kind that the corpus or the page gives it.
    pub page_text: &'a [Option<Kind>],
}

/// Builds all passages from verified pairs of classes, in the order of their representatives.
#[must_use]
pub fn build(evidence: &Evidence, pairs: &[ClassPair]) -> Vec<Passage> {
    let Evidence { texts, classes, .. } = *evidence;
    let repeated: Vec<bool> = (0..classes.len())
        .map(|class| {
            let members = classes.members(class);
            let article = |paragraph: ParagraphId| texts.paragraphs[paragraph.index()].article;
            classes.classes[class].n_words >= MIN_WORDS
                && article(members[0]) != article(members[members.len() - 1])
        })
        .collect();
    let stars = families::stars(classes, pairs, &repeated);
    stars.par_iter().filter_map(|star| passage(evidence, pairs, star)).collect()
}

/// Part of a class that belongs to a passage, in words.
#[derive(Clone, Copy)]
struct Extent {
    first: usize,
    last: usize,
}

impl Extent {
    fn n_words(self) -> usize {
        self.last + 1 - self.first
    }
}

fn passage(evidence: &Evidence, pairs: &[ClassPair], star: &Star) -> Option<Passage> {
    let Evidence { corpus, texts, classes, .. } = *evidence;
    let representative = star.representative as usize;
    let rep_class = classes.classes[representative];
    let n_words = rep_class.n_words as usize;
    let own = classes.members(representative);
    // A representative that stands in several articles is reused whole; otherwise what its matches reach.
    let whole = kinds::articles_of(texts, own).len() > 1;
    let mut rep_extent: Option<Extent> = whole.then_some(Extent { first: 0, last: n_words - 1 });
    let mut quoted = 0.0;
    let mut members: Vec<Member> = Vec::new();
    for &index in &star.pairs {
        let pair = pairs[index as usize];
        let class = if pair.a == star.representative { pair.b } else { pair.a } as usize;
        let found = links::compare(texts, rep_class.first, classes.classes[class].first);
        let (rep_part, part) = extents(&found.tiles, n_words, classes.classes[class].n_words as usize);
        rep_extent = Some(match rep_extent {
            Some(before) => {
                Extent { first: before.first.min(rep_part.first), last: before.last.max(rep_part.last) }
            }
            None => rep_part,
        });
        quoted += found.quoted as f64 / found.matched.max(1) as f64;
        for paragraph in one_an_article(texts, classes.members(class)) {
            members.push(Member {
                paragraph,
                span: span_of(corpus, texts, paragraph, part),
                n_words: part.n_words(),
                jaccard: pair.jaccard,
                containment: found.containment,
                edit: found.edit,
                changes: found.changes,
            });
        }
    }
    let extent = rep_extent?;
    for paragraph in one_an_article(texts, own) {
        members.push(Member {
            paragraph,
            span: span_of(corpus, texts, paragraph, extent),
            n_words: extent.n_words(),
            jaccard: 1.0,
            containment: 1.0,
            edit: if same_letters(corpus, texts, rep_class.first, paragraph) {
                Edit::Identical
            } else {
                Edit::Verbatim
            },
            changes: Changes::default(),
        });
    }
    members.sort_by_key(|member| member.paragraph);
    let paragraphs: Vec<ParagraphId> = members.iter().map(|member| member.paragraph).collect();
    let articles = kinds::articles_of(texts, &paragraphs);
    if articles.len() < 2 {
        return None;
    }
    let quoted = if star.pairs.is_empty() {
        let tokens = own.iter().map(|&paragraph| {
            texts
                .paragraph_tokens(paragraph)
                .iter()
                .filter(|token| token.is_quoted() && !token.is_furniture())
                .count()
        });
        tokens.max().unwrap_or(0) as f64 / n_words as f64
    } else {
        quoted / star.pairs.len() as f64
    };
    let recurring = Recurring {
        articles: &articles,
        mark: kinds::mark_of(texts, &paragraphs),
        n_words: extent.n_words(),
        is_sentence: kinds::is_sentence(corpus, texts, rep_class.first),
    };
    let words: Vec<WordId> = classes::words(texts, rep_class.first).collect();
    Some(Passage {
        kind: recurring
            .kind(corpus)
            .unwrap_or_else(|| kinds::of_words(texts, &words[extent.first..=extent.last], quoted)),
        edit: members.iter().map(|member| member.edit).max().unwrap_or(Edit::Identical),
        scope: kinds::scope(articles.iter().map(|&id| corpus.article(id).outlet)),
        representative: members.iter().position(|member| member.paragraph == rep_class.first)?,
        n_words: extent.n_words(),
        earliest: earliest(corpus, &articles),
        members,
    })
}

/// Gives passages that recur in articles on unrelated events the kind that this tells, and pairs within a passage that
/// is no reuse the passage's kind. `event_of` and `story_of` are per article.
pub fn settle(
    corpus: &Corpus,
    texts: &Texts,
    (event_of, story_of): (&[usize], &[usize]),
    passages: &mut [Passage],
    pairs: &mut [Pair],
) {
    let mut settled: Vec<(ParagraphId, Kind)> = Vec::new();
    for passage in passages {
        let paragraphs: Vec<ParagraphId> = passage.members.iter().map(|member| member.paragraph).collect();
        if passage.kind.is_reuse() {
            let articles = kinds::articles_of(texts, &paragraphs);
            let of = |numbers: &[usize]| articles.iter().map(|id| numbers[id.index()]).collect::<Vec<_>>();
            let recurring = Recurring {
                articles: &articles,
                mark: None,
                n_words: passage.n_words,
                is_sentence: kinds::is_sentence(corpus, texts, paragraphs[passage.representative]),
            };
            if let Some(kind) = recurring.kind_by_events(corpus, passage.kind, &of(event_of), &of(story_of)) {
                passage.kind = kind;
            }
        }
        if !passage.kind.is_reuse() {
            settled.extend(paragraphs.into_iter().map(|paragraph| (paragraph, passage.kind)));
        }
    }
    settled.sort_unstable();
    let kind_of = |paragraph: ParagraphId| {
        settled.binary_search_by_key(&paragraph, |&(other, _)| other).ok().map(|found| settled[found].1)
    };
    for pair in pairs.iter_mut().filter(|pair| pair.kind.is_reuse()) {
        if let (Some(kind), Some(_)) = (kind_of(pair.a), kind_of(pair.b)) {
            pair.kind = kind;
        }
    }
}

/// Lists every verified pair of paragraphs of different articles, in corpus order.
#[must_use]
pub fn list_pairs(evidence: &Evidence, pairs: &[ClassPair]) -> Vec<Pair> {
    let Evidence { texts, classes, .. } = *evidence;
    let within = (0..classes.len() as u32)
        .into_par_iter()
        .filter(|&class| classes.classes[class as usize].n_words >= MIN_WORDS)
        .flat_map_iter(|class| {
            let members = classes.members(class as usize);
            let pairs = members
                .iter()
                .enumerate()
                .flat_map(move |(i, &a)| members[i + 1..].iter().map(move |&b| (a, b)));
            let mut found = None;
            pairs.filter(|&(a, b)| differ(texts, a, b)).map(move |(a, b)| {
                let found = found.get_or_insert_with(|| links::compare(texts, a, a));
                pair(evidence, (a, b), found, 1.0)
            })
        });
    let across = pairs.par_iter().flat_map_iter(|&link| {
        let (members_a, members_b) = (classes.members(link.a as usize), classes.members(link.b as usize));
        let found = links::compare(texts, members_a[0], members_b[0]);
        let sides = members_a.iter().flat_map(move |&a| members_b.iter().map(move |&b| (a, b)));
        sides.filter(|&(a, b)| differ(texts, a, b)).map(move |(a, b)| {
            if a < b {
                pair(evidence, (a, b), &found, link.jaccard)
            } else {
                let tiles = found.tiles.iter().map(|t| Tile { a: t.b, b: t.a, length: t.length }).collect();
                let changes = found.changes.reversed();
                pair(evidence, (b, a), &Match { tiles, changes, ..found.clone() }, link.jaccard)
            }
        })
    });
    let mut listed: Vec<Pair> = within.chain(across).collect();
    listed.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    listed
}

fn pair(evidence: &Evidence, (a, b): (ParagraphId, ParagraphId), found: &Match, jaccard: f64) -> Pair {
    let Evidence { corpus, texts, classes, page_text, .. } = *evidence;
    let n_words =
        |paragraph| classes.of(paragraph).map_or(0, |class| classes.classes[class].n_words as usize);
    let (part_a, part_b) = extents(&found.tiles, n_words(a), n_words(b));
    let given = |paragraph| classes.of(paragraph).and_then(|class| page_text[class]);
    let words: Vec<WordId> = classes::words(texts, a).collect();
    let outlet = |paragraph: ParagraphId| corpus.article(texts.paragraphs[paragraph.index()].article).outlet;
    Pair {
        a,
        span_a: span_of(corpus, texts, a, part_a),
        b,
        span_b: span_of(corpus, texts, b, part_b),
        jaccard,
        containment: found.containment,
        run_words: found.longest,
        kind: given(a).or_else(|| given(b)).unwrap_or_else(|| {
            let quoted = found.quoted as f64 / found.matched.max(1) as f64;
            kinds::of_words(texts, &words[part_a.first..=part_a.last], quoted)
        }),
        changes: found.changes,
        edit: if found.edit == Edit::Verbatim && same_letters(corpus, texts, a, b) {
            Edit::Identical
        } else {
            found.edit
        },
        scope: kinds::scope([outlet(a), outlet(b)]),
    }
}

fn differ(texts: &Texts, a: ParagraphId, b: ParagraphId) -> bool {
    texts.paragraphs[a.index()].article != texts.paragraphs[b.index()].article
}

/// What the tiles reach on both sides, from the first matched word to the last; all of it where nothing matches.
fn extents(tiles: &[Tile], n_words_a: usize, n_words_b: usize) -> (Extent, Extent) {
    let hull = |start: fn(&Tile) -> usize, n_words: usize| Extent {
        first: tiles.iter().map(start).min().unwrap_or(0),
        last: tiles.iter().map(|tile| start(tile) + tile.length - 1).max().unwrap_or(n_words - 1),
    };
    (hull(|tile| tile.a, n_words_a), hull(|tile| tile.b, n_words_b))
}

/// Where words `first..=last` of the paragraph, widgets not counted, stand in the article's text. At an end of the
/// paragraph the marks around the word belong to it.
fn span_of(corpus: &Corpus, texts: &Texts, paragraph: ParagraphId, part: Extent) -> Span {
    let whole = texts.paragraphs[paragraph.index()].span;
    let tokens = texts.paragraph_tokens(paragraph);
    let n_words = tokens.iter().filter(|token| !token.is_furniture()).count();
    if part.first == 0 && part.last + 1 >= n_words {
        return whole;
    }
    let spans = texts.spans(corpus, paragraph);
    let mut own = tokens.iter().zip(spans).filter(|(token, _)| !token.is_furniture()).map(|(_, span)| span);
    let first = own.nth(part.first).unwrap_or(whole);
    let last =
        if part.last > part.first { own.nth(part.last - part.first - 1).unwrap_or(whole) } else { first };
    Span {
        start: if part.first == 0 { whole.start } else { first.start },
        end: if part.last + 1 >= n_words { whole.end } else { last.end },
    }
}

/// The first paragraph of every article: a text printed twice in one article is one occurrence.
fn one_an_article<'a>(
    texts: &'a Texts,
    members: &'a [ParagraphId],
) -> impl Iterator<Item = ParagraphId> + 'a {
    let mut before = None;
    members.iter().copied().filter(move |paragraph| {
        let article = texts.paragraphs[paragraph.index()].article;
        before.replace(article) != Some(article)
    })
}

fn same_letters(corpus: &Corpus, texts: &Texts, a: ParagraphId, b: ParagraphId) -> bool {
    let (a, b) = (&texts.paragraphs[a.index()], &texts.paragraphs[b.index()]);
    let text = |paragraph: &Paragraph| corpus.article(paragraph.article).text.part(paragraph.span);
    a.span.len() == b.span.len() && text(a) == text(b)
}

/// The earliest dated article, and whether another one may be as early: by the precision of the dates, or undated.
fn earliest(corpus: &Corpus, articles: &[ArticleId]) -> Option<Earliest> {
    let dated = |id: ArticleId| corpus.article(id).published;
    let first = articles
        .iter()
        .copied()
        .filter(|&id| dated(id).is_some())
        .min_by_key(|&id| (dated(id).map(|published| published.seconds), id))?;
    let time = dated(first)?;
    let tie = articles.iter().any(|&id| id != first && dated(id).is_none_or(|other| other.ties_with(time)));
    Some(Earliest { article: first, tie })
}
