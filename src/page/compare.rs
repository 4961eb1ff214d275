//! Two articles beside each other: their paragraphs in their own order, the matching ones numbered alike, and what the
//! one has instead of what the other has.
//!
//! Shares are counted as the page's switches count them: matched words of the paragraphs that are shown, of all words.

use askama::Template;

use super::{
    book::Book,
    choice::Couple,
    escape::Markup,
    texts::Texts,
    words::{counted, moment, number, percent},
};
use crate::{
    explain::{self, A, B, Comparison, Pair},
    query::QuerySettings,
    report::{
        TextMode,
        differences::{Op, Piece, pieces},
        explanation::{known, versions},
        text::SNIPPET,
    },
    run::{MemberLine, PassageLine, records},
    units::{ArticleId, ParagraphId},
};

/// Words of a match from which it is no small one: what a reader hides who looks for copied paragraphs.
pub(super) const SMALL: u64 = 15;

/// Characters shown before the first change of a snippet that begins later.
const BEFORE: usize = 80;

/// A part of an article.
struct Block {
    /// The number that it shares with its counterpart; `None` when it has none.
    number: Option<usize>,
    /// Counterparts beyond the first.
    more: Vec<usize>,
    /// What kind of reuse it is; `furniture` of an unmatched paragraph of the page.
    kind: &'static str,
    edit: &'static str,
    /// Its words, and how many of them match.
    words: u64,
    matched: u64,
    /// Its text, as far as it may be shown.
    text: Option<Vec<Shown>>,
    /// Paragraphs that it stands for, when it stands for several that are not shown.
    paragraphs: u64,
}

impl Block {
    fn is_small(&self) -> bool {
        self.number.is_some() && self.matched < SMALL
    }

    fn is_page(&self) -> bool {
        matches!(self.kind, "template" | "furniture" | "stock" | "caption")
    }
}

/// Words and whether they are said otherwise on the other side.
struct Shown {
    text: String,
    mark: &'static str,
}

/// One of the two articles.
struct Column {
    /// `a` or `b`.
    side: &'static str,
    outlet: String,
    title: String,
    when: String,
    words: u64,
    matched: u64,
    blocks: Vec<Block>,
}

impl Column {
    fn share(&self) -> String {
        percent(self.matched as f64 / self.words.max(1) as f64)
    }
}

#[derive(Template)]
#[template(path = "pair.html")]
struct SideBySide {
    id: String,
    run_tokens: String,
    columns: [Column; 2],
    small: u64,
    is_cut: bool,
}

/// The two articles as a part of the page, and what it is called; `None` when their texts are not there or not the same.
pub(super) fn side_by_side(
    book: &Book,
    event: usize,
    couple: Couple,
    texts: &Texts,
    settings: QuerySettings,
    mode: TextMode,
) -> Option<Markup> {
    let corpus = texts.pair(couple.a, couple.b)?;
    let lines = [&book.articles[couple.a], &book.articles[couple.b]];
    let passages = passages_of_both(book, event, couple);
    let (places, whose) = known(&passages, &lines[0].id, &lines[1].id);
    let found = explain::compare(&corpus, settings, &places);
    let is_same =
        |article, line: &records::Article| found.texts.token_range(article).len() as u64 == line.tokens;
    if !is_same(A, lines[0]) || !is_same(B, lines[1]) {
        return None;
    }
    let drawn: Vec<(&Pair, &'static str)> = found
        .pairs
        .iter()
        .map(|pair| {
            let passage = pair.known.and_then(|known| passages.get(*whose.get(known)?));
            let kind = passage.and_then(|passage| crate::report::names::Kind::from_name(&passage.kind));
            (pair, kind.unwrap_or_else(|| pair.kind.into()).name())
        })
        .collect();
    let shown: Vec<[Vec<Shown>; 2]> = found
        .pairs
        .iter()
        .map(|pair| {
            let [old, new] = versions(&corpus, &found, pair);
            let pieces = pieces(&old, &new, &pair.found.tiles);
            [side(&pieces, Op::Deleted, mode), side(&pieces, Op::Inserted, mode)]
        })
        .collect();
    let column = |article, number: usize, side| {
        let line = &book.articles[number];
        let blocks = blocks(&corpus, &found, article, &drawn, &shown, mode);
        Column {
            side,
            outlet: line.outlet.clone().unwrap_or_else(|| "unknown outlet".to_owned()),
            title: line.title.clone().unwrap_or_else(|| line.id.clone()),
            when: moment(book.published[number]),
            words: blocks.iter().map(|block| block.words).sum(),
            matched: blocks.iter().map(|block| block.matched).sum(),
            blocks,
        }
    };
    let page = SideBySide {
        id: couple.id(),
        run_tokens: counted(found.longest as u64, "word"),
        columns: [column(A, couple.a, "a"), column(B, couple.b, "b")],
        small: SMALL,
        is_cut: mode == TextMode::Snippets,
    };
    page.render().ok().map(Markup)
}

/// The passages of the event that stand in both articles, as the comparison wants them.
fn passages_of_both(book: &Book, event: usize, couple: Couple) -> Vec<PassageLine> {
    let both = [couple.a, couple.b];
    let numbers = book.passages_of[event].iter().map(|shared| shared.passage as usize);
    let told = numbers.map(|number| {
        let passage = &book.passages[number];
        let of_both = book.spots[number].iter().filter(|spot| both.contains(&(spot.article as usize)));
        let members = of_both.map(|spot| MemberLine {
            article_id: book.articles[spot.article as usize].id.clone(),
            start_byte: spot.start_byte.into(),
            end_byte: spot.end_byte.into(),
        });
        PassageLine { id: passage.id.clone(), kind: passage.kind.clone(), members: members.collect() }
    });
    let is_of_both = |passage: &PassageLine| {
        both.iter().all(|&article| {
            passage.members.iter().any(|member| member.article_id == book.articles[article].id)
        })
    };
    told.filter(is_of_both).collect()
}

/// One side of a pair of paragraphs.
fn side(pieces: &[Piece], own: Op, mode: TextMode) -> Vec<Shown> {
    let mark = if own == Op::Deleted { "del" } else { "ins" };
    let of_side = pieces.iter().filter(|piece| piece.op == Op::Same || piece.op == own);
    let shown: Vec<Shown> = of_side
        .map(|piece| Shown {
            text: if own == Op::Deleted { piece.old } else { piece.new }.to_owned(),
            mark: if piece.op == Op::Same { "" } else { mark },
        })
        .filter(|shown| !shown.text.is_empty())
        .collect();
    match mode {
        TextMode::None => Vec::new(),
        TextMode::Snippets => snippet(shown),
        TextMode::Full => shown,
    }
}

/// As much of a paragraph as a snippet may hold, with the first change in it.
fn snippet(mut shown: Vec<Shown>) -> Vec<Shown> {
    let length = |shown: &[Shown]| shown.iter().map(|part| part.text.chars().count()).sum::<usize>();
    if let [first, _, ..] = shown.as_mut_slice()
        && first.mark.is_empty()
        && first.text.chars().count() > SNIPPET / 2
    {
        let skipped = first.text.chars().count() - BEFORE;
        let kept: String = first.text.chars().skip(skipped).collect();
        first.text = format!("…{}", kept.split_once(char::is_whitespace).map_or(&*kept, |(_, rest)| rest));
    }
    if length(&shown) <= SNIPPET {
        return shown;
    }
    let mut left = SNIPPET - 1;
    let mut cut = Vec::new();
    for mut part in shown {
        let own = part.text.chars().count();
        if own > left {
            part.text = part.text.chars().take(left).collect::<String>().trim_end().to_owned() + "…";
            cut.push(part);
            break;
        }
        left -= own;
        cut.push(part);
    }
    cut
}

/// The paragraphs of one article in their order.
fn blocks(
    corpus: &crate::article::Corpus,
    found: &Comparison,
    article: ArticleId,
    drawn: &[(&Pair, &'static str)],
    shown: &[[Vec<Shown>; 2]],
    mode: TextMode,
) -> Vec<Block> {
    let (texts, side) = (&found.texts, usize::from(article == B));
    let mut blocks: Vec<Block> = Vec::new();
    for number in texts.paragraphs_of(article) {
        let paragraph = ParagraphId(number as u32);
        if texts.paragraphs[number].is_empty() {
            continue;
        }
        let words =
            texts.paragraph_tokens(paragraph).iter().filter(|token| !token.is_furniture()).count() as u64;
        let own = |pair: &Pair| if article == A { pair.a } else { pair.b };
        let pairs: Vec<usize> = (0..drawn.len()).filter(|&at| own(drawn[at].0) == paragraph).collect();
        if let Some((&first, more)) = pairs.split_first() {
            let matched: usize = pairs.iter().map(|&at| drawn[at].0.found.matched).sum();
            let text = &shown[first][side];
            blocks.push(Block {
                number: Some(first + 1),
                more: more.iter().map(|at| at + 1).collect(),
                kind: drawn[first].1,
                edit: crate::report::names::Edit::from(drawn[first].0.edit).name(),
                words,
                matched: (matched as u64).min(words),
                text: (mode != TextMode::None).then(|| {
                    text.iter().map(|part| Shown { text: part.text.clone(), mark: part.mark }).collect()
                }),
                paragraphs: 1,
            });
            continue;
        }
        let is_furniture = texts.paragraphs[number].furniture.is_some();
        let kind = if is_furniture { "furniture" } else { "" };
        let text = (mode == TextMode::Full).then(|| {
            let text = corpus.article(article).text.part(texts.paragraphs[number].span).into_owned();
            vec![Shown { text, mark: "" }]
        });
        let alike =
            blocks.last_mut().filter(|last| last.number.is_none() && last.kind == kind && text.is_none());
        match alike {
            Some(last) => {
                last.words += words;
                last.paragraphs += 1;
            }
            None => blocks.push(Block {
                number: None,
                more: Vec::new(),
                kind,
                edit: "",
                words,
                matched: 0,
                text,
                paragraphs: 1,
            }),
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(parts: &[(&str, &'static str)]) -> Vec<Shown> {
        parts.iter().map(|&(text, mark)| Shown { text: text.to_owned(), mark }).collect()
    }

    #[test]
    fn snippets_are_short_and_hold_the_first_change() {
        let long = "word ".repeat(100);
        let cut = snippet(shown(&[(&long, ""), ("changed ", "del"), (&long, "")]));
        assert!(cut[0].text.starts_with('…') && cut[0].text.chars().count() <= BEFORE + 1);
        assert_eq!(cut[1].text, "changed ");
        let length: usize = cut.iter().map(|part| part.text.chars().count()).sum();
        assert!(length <= SNIPPET, "{length}");
        assert_eq!(snippet(shown(&[("short", "")]))[0].text, "short");
        assert!(snippet(shown(&[(&long, "")]))[0].text.ends_with('…'));
    }
}
