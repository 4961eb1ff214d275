//! The object of `retold explain RUN A B --json`: two articles of a run, their events and their paragraphs. Part of the
//! output contract. What it says of events, `relation`, needs the run alone; the rest needs the texts, too.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    differences::{self, Side as Version},
    model::SCHEMA_VERSION,
    names::{Edit, Kind},
    places::Places,
    query::{Change, Part, changes},
    relation::Relation,
    text::TextMode,
};
use crate::{
    article::Corpus,
    explain::{A, B, Comparison, Known, Pair as Paired},
    query::QuerySettings,
    run::{ArticleLine, EventLine, PassageLine},
    units::{ArticleId, ParagraphId, Span, round4},
};

/// What two articles have in common, and what not.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "type", rename = "explanation")]
pub struct Explanation<'a> {
    /// Version of the output contract.
    pub schema_version: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// The first article.
    pub a: Side<'a>,
    /// The second article.
    pub b: Side<'a>,
    /// Whether both are in one event; `null` when one of them is in none.
    pub same_event: Option<bool>,
    /// Why they are in one event, or not; `null` when the run keeps no scores.
    pub relation: Option<Relation<'a>>,
    /// Why there is no relation, and what to do.
    pub relation_missing: Option<String>,
    /// Why the texts could not be read again, so that nothing is said of paragraphs; `null` when they were.
    pub texts_missing: Option<String>,
    /// Words of a verbatim run from which paragraphs are paired.
    pub min_words: u64,
    /// Jaccard similarity of word 3-grams from which paragraphs are near-duplicates.
    pub reuse_threshold: f64,
    /// Words of the longest verbatim run; `null` without texts.
    pub run_tokens: Option<u64>,
    /// Paragraphs that match, in the order of the first article; `null` without texts.
    pub paragraphs: Option<Vec<Pair<'a>>>,
}

/// One of the two articles, and what it is to the other one.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Side<'a> {
    /// The article.
    pub article_id: &'a str,
    /// Its outlet.
    pub outlet: Option<&'a str>,
    /// The headline.
    pub title: Option<&'a str>,
    /// The publication time, RFC 3339 in UTC.
    pub published: Option<&'a str>,
    /// How exact `published` is.
    pub date_precision: &'a str,
    /// The address, as given.
    pub url: Option<&'a str>,
    /// The event it belongs to.
    pub event_id: Option<&'a str>,
    /// A headline that stands for the event; `null` for an event of one article.
    pub event_label: Option<&'a str>,
    /// Number of articles of the event.
    pub event_size: Option<u64>,
    /// The story its event belongs to.
    pub story_id: Option<&'a str>,
    /// The earlier article whose prose it repeats whole.
    pub duplicate_of: Option<&'a str>,
    /// Words of the text, furniture aside; `null`, as all below, without texts.
    pub tokens: Option<u64>,
    /// Share of them that the other article carries too.
    pub carried_share: Option<f64>,
    /// Paragraphs of prose that the other article has not.
    pub alone: Option<Vec<Part>>,
    /// Paragraphs of furniture, left out.
    pub furniture: Option<u64>,
}

/// Two paragraphs that match.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Pair<'a> {
    /// The paragraph of the first article.
    pub a: Part,
    /// The paragraph of the second article.
    pub b: Part,
    /// The passage of the run that stands in both, `null` when the run has none.
    pub passage_id: Option<&'a str>,
    /// What kind of reuse it is: the passage's kind, else what the two paragraphs tell.
    pub kind: Kind,
    /// How far apart the two are.
    pub edit: Edit,
    /// Jaccard similarity of word 3-grams.
    pub jaccard: f64,
    /// Matched words as a share of the shorter paragraph.
    pub containment: f64,
    /// Matched words.
    pub tokens: u64,
    /// Words of the longest verbatim run.
    pub run_tokens: u64,
    /// The first paragraph: whole, cut to a snippet, or `null`, as asked for with `--show`.
    pub text_a: Option<String>,
    /// The second paragraph.
    pub text_b: Option<String>,
    /// What the second has instead of what the first has, in order; `null` with `--show none`.
    pub changes: Option<Vec<Change>>,
}

/// What a run says about the two articles.
#[derive(Clone, Debug)]
pub struct Recorded<'a> {
    /// The articles.
    pub articles: [&'a ArticleLine; 2],
    /// Their events, where they have a line.
    pub events: [Option<&'a EventLine>; 2],
    /// Why they are in one event or not; or why nobody can tell.
    pub relation: Result<Relation<'a>, String>,
}

/// The two texts, compared.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    /// The articles with their texts.
    pub corpus: &'a Corpus,
    /// What they have in common.
    pub found: &'a Comparison,
    /// The passages behind [`Known`] places, and of each place which of them it is of.
    pub passages: (&'a [PassageLine], &'a [usize]),
}

/// The passages that stand in both articles, each occurrence in one with each in the other; and whose they are.
#[must_use]
pub fn known(passages: &[PassageLine], a: &str, b: &str) -> (Vec<Known>, Vec<usize>) {
    let mut found = (Vec::new(), Vec::new());
    let place = |start: u64, end: u64| {
        let narrow = |byte: u64| u32::try_from(byte).unwrap_or(u32::MAX);
        Span { start: narrow(start), end: narrow(end) }
    };
    for (number, passage) in passages.iter().enumerate() {
        let of = |id: &str| {
            let members = passage.members.iter().filter(move |member| member.article_id == id);
            members.map(|member| place(member.start_byte, member.end_byte)).collect::<Vec<Span>>()
        };
        for &in_a in &of(a) {
            for &in_b in &of(b) {
                found.0.push(Known { a: in_a, b: in_b });
                found.1.push(number);
            }
        }
    }
    found
}

/// The object about two articles; without their texts where these are missing, for the reason given.
#[must_use]
pub fn build<'a>(
    recorded: Recorded<'a>,
    compared: Result<Compared<'a>, String>,
    (settings, text): (QuerySettings, TextMode),
) -> Explanation<'a> {
    let [a, b] = [0, 1].map(|number| side(recorded.articles[number], recorded.events[number]));
    let (relation, relation_missing) = parted(recorded.relation);
    let (compared, texts_missing) = parted(compared);
    let mut explanation = Explanation {
        schema_version: SCHEMA_VERSION,
        version: env!("CARGO_PKG_VERSION"),
        same_event: a.event_id.zip(b.event_id).map(|(a, b)| a == b),
        a,
        b,
        relation,
        relation_missing,
        texts_missing,
        min_words: settings.min_words() as u64,
        reuse_threshold: settings.threshold(),
        run_tokens: None,
        paragraphs: None,
    };
    if let Some(compared) = compared {
        add_texts(&mut explanation, compared, text);
    }
    explanation
}

fn parted<T>(result: Result<T, String>) -> (Option<T>, Option<String>) {
    match result {
        Ok(found) => (Some(found), None),
        Err(why) => (None, Some(why)),
    }
}

/// What the run says of an article.
fn side<'a>(line: &'a ArticleLine, event: Option<&'a EventLine>) -> Side<'a> {
    Side {
        article_id: &line.id,
        outlet: line.outlet.as_deref(),
        title: line.title.as_deref(),
        published: line.published.as_deref(),
        date_precision: &line.date_precision,
        url: line.url.as_deref(),
        event_id: line.event_id.as_deref(),
        event_label: event.map(|event| event.label.as_str()),
        event_size: line.event_id.as_ref().map(|_| event.map_or(1, |event| event.size)),
        story_id: line.story_id.as_deref(),
        duplicate_of: line.duplicate_of.as_deref(),
        tokens: None,
        carried_share: None,
        alone: None,
        furniture: None,
    }
}

/// What the texts add.
fn add_texts<'a>(explanation: &mut Explanation<'a>, compared: Compared<'a>, text: TextMode) {
    let Compared { corpus, found, passages: (passages, whose) } = compared;
    let texts = &found.texts;
    let span = |paragraph: ParagraphId| texts.paragraphs[paragraph.index()].span;
    let pairs = found.pairs.iter().flat_map(|pair| [(A, span(pair.a)), (B, span(pair.b))]);
    let alone = |article: ArticleId, side: &'a crate::explain::Side| {
        side.alone.iter().map(move |&paragraph| (article, span(paragraph)))
    };
    let places = Places::find(corpus, pairs.chain(alone(A, &found.a)).chain(alone(B, &found.b)));
    let part = |article, paragraph: ParagraphId| Part {
        paragraph: u64::from(texts.paragraphs[paragraph.index()].line),
        place: places.of(article, span(paragraph)),
    };
    for (article, found, side) in [(A, &found.a, &mut explanation.a), (B, &found.b, &mut explanation.b)] {
        side.tokens = Some(found.words);
        side.carried_share = Some(round4(found.carried));
        side.alone = Some(found.alone.iter().map(|&paragraph| part(article, paragraph)).collect());
        side.furniture = Some(found.furniture);
    }
    let pair = |pair: &Paired| {
        let passage = pair.known.and_then(|known| passages.get(*whose.get(known)?));
        let written = |article, paragraph| text.apply(&corpus.article(article).text.part(span(paragraph)));
        Pair {
            a: part(A, pair.a),
            b: part(B, pair.b),
            passage_id: passage.map(|passage| passage.id.as_str()),
            kind: passage
                .and_then(|passage| Kind::from_name(&passage.kind))
                .unwrap_or_else(|| pair.kind.into()),
            edit: pair.edit.into(),
            jaccard: round4(pair.jaccard),
            containment: round4(pair.found.containment),
            tokens: pair.found.matched as u64,
            run_tokens: pair.found.longest as u64,
            text_a: written(A, pair.a),
            text_b: written(B, pair.b),
            changes: (text != TextMode::None).then(|| {
                let [a, b] = versions(corpus, found, pair);
                changes(&differences::pieces(&a, &b, &pair.found.tiles))
            }),
        }
    };
    explanation.run_tokens = Some(found.longest as u64);
    explanation.paragraphs = Some(found.pairs.iter().map(pair).collect());
}

/// The two versions of paired paragraphs, the earlier article's first.
#[must_use]
pub fn versions<'a>(corpus: &'a Corpus, found: &Comparison, pair: &Paired) -> [Version<'a>; 2] {
    let version = |paragraph: ParagraphId| {
        let place = found.texts.paragraphs[paragraph.index()].span;
        Version::new(corpus, &found.texts, paragraph, place)
    };
    [version(pair.a), version(pair.b)]
}
