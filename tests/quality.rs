//! Quality on real articles with labels: events, reuse, and five documents that show both at once.
//!
//! The articles are third-party text and not part of the project; they are looked for in `../shared/data`, and every
//! test says that it was skipped where they are absent. Scores may rise freely and fall only with the floors edited.

#![expect(clippy::expect_used, reason = "data that is there has to be readable")]
#![expect(clippy::print_stdout, reason = "measured figures are shown with --nocapture")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use retold::article::Corpus;
use retold::evaluate::{self, gold};
use retold::input;
use retold::pipeline;
use retold::progress::Silent;
use retold::reuse::{self, Kind, ReuseSettings};
use retold::settings::Settings;
use retold::text::{self, Texts, WordId};
use retold::units::{ArticleId, ParagraphId};

/// The real data, `None` after a note when it is absent.
fn data() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: no ../shared/data");
    None
}

fn read(path: &Path) -> Corpus {
    input::read(&[path.to_path_buf()], &input::InputSettings::default(), &Silent).expect("a readable corpus")
}

/// A set and the lowest BCubed and pairwise F1 that it may score.
struct Floor {
    set: &'static str,
    bcubed: f64,
    pairwise: f64,
}

const FLOORS: [Floor; 4] = [
    Floor { set: "world", bcubed: 0.848, pairwise: 0.736 },
    Floor { set: "lookalike", bcubed: 0.880, pairwise: 0.823 },
    Floor { set: "politics", bcubed: 0.872, pairwise: 0.664 },
    Floor { set: "local", bcubed: 0.907, pairwise: 0.743 },
];

const MACRO_BCUBED: f64 = 0.92;
const MACRO_PAIRWISE: f64 = 0.83;

#[test]
fn events_agree_with_labels() {
    let Some(data) = data() else { return };
    let (mut bcubed, mut pairwise, mut failed) = (0.0, 0.0, Vec::new());
    for Floor { set, bcubed: bcubed_floor, pairwise: pairwise_floor } in FLOORS {
        let corpus = read(&data.join(format!("events/{set}.jsonl")));
        let labels = gold::read(&data.join(format!("events/{set}.gold.csv"))).expect("gold labels");
        let found = pipeline::analyze(&corpus, &Settings::default(), &Silent).events;
        let event = |article: usize| format!("{}", found.of[article]);
        let events: Vec<String> = (0..corpus.len()).map(event).collect();
        let pairs = corpus.articles.iter().zip(&events);
        let labelled: Vec<(&str, &str)> = pairs
            .filter_map(|(article, event)| Some((labels.get(&article.id)?.as_str(), event.as_str())))
            .collect();
        assert_eq!(labelled.len(), labels.len(), "{set}: articles with a label that were not read");
        let score = evaluate::compare(labelled).expect("labelled articles");
        println!("{set:9} BCubed {:.4} pairwise {:.4}", score.bcubed.f1, score.pairwise.f1);
        if score.bcubed.f1 < bcubed_floor || score.pairwise.f1 < pairwise_floor {
            failed.push(set);
        }
        bcubed += score.bcubed.f1 / FLOORS.len() as f64;
        pairwise += score.pairwise.f1 / FLOORS.len() as f64;
    }
    println!("macro     BCubed {bcubed:.4} pairwise {pairwise:.4}");
    assert!(failed.is_empty(), "below their floors: {failed:?}");
    assert!(bcubed >= MACRO_BCUBED && pairwise >= MACRO_PAIRWISE, "macro {bcubed} {pairwise}");
}

#[test]
fn two_reports_of_a_tweet_share_a_quotation_and_no_narration() {
    let Some(data) = data() else { return };
    let corpus = read(&data.join("seeds"));
    let found = pipeline::analyze(&corpus, &Settings::default(), &Silent);
    let seed = |number: &str| -> ArticleId {
        let starts = |id: &str| id.starts_with(number);
        let position = corpus.articles.iter().position(|article| starts(&article.id)).expect("the seed");
        ArticleId(position as u32)
    };
    let event = |number: &str| found.events.of[seed(number).index()];
    assert_eq!(event("000"), event("001"));
    assert_ne!(event("000"), event("002"));
    assert_ne!(event("000"), event("003"));

    let (zero, one) = (seed("000"), seed("001"));
    let quoted = found.reuse.passages.iter().any(|passage| {
        let holds = |article: ArticleId| {
            passage.members.iter().any(|member| {
                let paragraph = &found.texts.paragraphs[member.paragraph.index()];
                let part = member.span.of(&corpus.article(paragraph.article).text.read()).to_owned();
                paragraph.article == article
                    && part.contains("Spoke yesterday with the Taliban chief negotiator")
                    && part.contains("not to attack Americans")
            })
        };
        passage.kind == Kind::Quotation && holds(zero) && holds(one)
    });
    assert!(quoted, "{:?}", found.reuse.passages);
    let narrated: Vec<_> =
        found.reuse.passages.iter().filter(|passage| passage.kind == Kind::Narration).collect();
    assert!(narrated.is_empty(), "{narrated:?}");
}

/// Paragraphs by article id and line, as the lists of true pairs name them. A long line may be several paragraphs.
fn by_line(corpus: &Corpus, texts: &Texts) -> HashMap<String, Vec<ParagraphId>> {
    let mut lines: HashMap<String, Vec<ParagraphId>> = HashMap::new();
    for (number, paragraph) in texts.paragraphs.iter().enumerate() {
        let id = format!("{}#{}", corpus.article(paragraph.article).id, paragraph.line);
        lines.entry(id).or_default().push(ParagraphId(number as u32));
    }
    lines
}

/// Why a true pair is not among those found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// A pair by its words, but not once the shingles of one outlet's template are masked.
    Template,
    /// A link widget inside a side is left out of its words.
    Furniture,
    /// A line without breaks was cut into windows.
    Windows,
    /// Nothing that the definition knows.
    Other,
}

/// The sets, the folders of their articles, and how many of the true pairs are found at least. The wire is one outlet
/// that sends its reports again and again, so that much of what it repeats is masked as its template.
const TRUE_PAIRS: [(&str, &str, usize); 4] =
    [("world", "events", 84), ("politics", "events", 263), ("local", "events", 212), ("wire", "reuse", 658)];

/// A pair of lines that is in the list of true pairs and not among those found.
struct Missing<'a> {
    line: &'a str,
    left: &'a [ParagraphId],
    right: &'a [ParagraphId],
}

#[test]
fn no_true_pair_is_missing_without_a_reason() {
    let Some(data) = data() else { return };
    let settings = ReuseSettings::new(ReuseSettings::THRESHOLD, true).expect("the default threshold");
    let mut unexplained = Vec::new();
    println!("{:9} {:>6} {:>6}  missing", "", "pairs", "found");
    for (set, folder, floor) in TRUE_PAIRS {
        let corpus = read(&data.join(format!("{folder}/{set}.jsonl")));
        let texts = text::analyze(&corpus, &Silent);
        let found = reuse::find(&corpus, &texts, &settings, &Silent);
        let pairs: BTreeSet<(ParagraphId, ParagraphId)> =
            found.pairs.iter().map(|pair| (pair.a, pair.b)).collect();
        let lines = by_line(&corpus, &texts);
        let list =
            fs::read_to_string(data.join(format!("reuse/{set}.near_pairs.jsonl"))).expect("true pairs");
        let (mut n_true, mut missing) = (0, Vec::new());
        for line in list.lines() {
            let pair: serde_json::Value = serde_json::from_str(line).expect("a true pair");
            let (a, b) = (pair["a"].as_str().expect("a side"), pair["b"].as_str().expect("a side"));
            let article = |side: &str| side.rsplit_once('#').map(|(article, _)| article.to_owned());
            if pair["jaccard"].as_f64().expect("a likeness") < 0.5 || article(a) == article(b) {
                continue;
            }
            n_true += 1;
            let side = |id: &str| lines.get(id).map_or(&[][..], Vec::as_slice);
            let (left, right) = (side(a), side(b));
            let listed = |&x: &ParagraphId, &y: &ParagraphId| pairs.contains(&(x.min(y), x.max(y)));
            if !left.iter().any(|x| right.iter().any(|y| listed(x, y))) {
                missing.push(Missing { line, left, right });
            }
        }
        let templates = templates(&corpus, &texts, &missing);
        let mut table = BTreeMap::<Why, usize>::new();
        for missing in &missing {
            let why = reason(&texts, &templates, missing);
            *table.entry(why).or_default() += 1;
            if why == Why::Other {
                unexplained.push(format!("{set}: {}", missing.line));
            }
        }
        let n_found = n_true - missing.len();
        println!("{set:9} {n_true:6} {n_found:6}  {table:?}");
        assert!(n_found >= floor, "{set}: only {n_found} of {n_true} true pairs found, {table:?}");
    }
    assert!(unexplained.is_empty(), "missing without a reason:\n{}", unexplained.join("\n"));
}

type Shingle = [WordId; 3];

fn words(texts: &Texts, paragraph: ParagraphId) -> Vec<WordId> {
    texts
        .paragraph_tokens(paragraph)
        .iter()
        .filter(|token| !token.is_furniture())
        .map(|token| token.word())
        .collect()
}

fn shingles(words: &[WordId]) -> impl Iterator<Item = Shingle> + '_ {
    words.windows(3).map(|window| [window[0], window[1], window[2]])
}

/// The template shingles of the missing pairs, counted from scratch: in five articles, nine tenths of one known outlet.
fn templates(corpus: &Corpus, texts: &Texts, missing: &[Missing]) -> BTreeSet<Shingle> {
    let sides = missing.iter().flat_map(|missing| missing.left.iter().chain(missing.right));
    let mut articles: HashMap<Shingle, BTreeSet<ArticleId>> = sides
        .flat_map(|&paragraph| shingles(&words(texts, paragraph)).collect::<Vec<_>>())
        .map(|s| (s, BTreeSet::new()))
        .collect();
    for (number, paragraph) in texts.paragraphs.iter().enumerate() {
        for shingle in shingles(&words(texts, ParagraphId(number as u32))) {
            if let Some(articles) = articles.get_mut(&shingle) {
                articles.insert(paragraph.article);
            }
        }
    }
    let one_outlet = |articles: &BTreeSet<ArticleId>| {
        let mut outlets = BTreeMap::new();
        for outlet in articles.iter().filter_map(|&id| corpus.article(id).outlet) {
            *outlets.entry(outlet).or_insert(0) += 1;
        }
        articles.len() >= 5 && outlets.values().any(|own| 10 * own >= 9 * articles.len())
    };
    articles.iter().filter(|(_, articles)| one_outlet(articles)).map(|(&shingle, _)| shingle).collect()
}

/// Whether two paragraphs are a pair by the definition, with these shingles masked.
fn is_pair(a: &[WordId], b: &[WordId], templates: &BTreeSet<Shingle>) -> bool {
    let own = |words: &[WordId]| -> BTreeSet<Shingle> {
        shingles(words).filter(|s| !templates.contains(s)).collect()
    };
    let lane = |words: &[WordId]| -> Vec<Option<WordId>> {
        let mut lane: Vec<Option<WordId>> = words.iter().copied().map(Some).collect();
        for (at, _) in shingles(words).enumerate().filter(|(_, shingle)| templates.contains(shingle)) {
            lane[at..at + 3].fill(None);
        }
        lane
    };
    let (shingles_a, shingles_b, lane_a, lane_b) = (own(a), own(b), lane(a), lane(b));
    let shared = shingles_a.intersection(&shingles_b).count();
    let comparable =
        |own: &BTreeSet<Shingle>, lane: &[Option<WordId>]| own.len() >= 6 || !lane.contains(&None);
    let near = comparable(&shingles_a, &lane_a)
        && comparable(&shingles_b, &lane_b)
        && 2 * shared >= shingles_a.union(&shingles_b).count();
    let run = |x: usize, y: usize| {
        lane_a[x..].iter().zip(&lane_b[y..]).take_while(|(x, y)| x.is_some() && x == y).count()
    };
    let longest = (0..a.len()).flat_map(|x| (0..b.len()).map(move |y| (x, y))).map(|(x, y)| run(x, y)).max();
    let longest = longest.unwrap_or(0);
    let shorter = lane_a.iter().flatten().count().min(lane_b.iter().flatten().count());
    a.len().min(b.len()) >= 8 && (near || (longest >= 12 && 10 * longest >= 6 * shorter))
}

fn reason(texts: &Texts, templates: &BTreeSet<Shingle>, missing: &Missing) -> Why {
    let (&[a], &[b]) = (missing.left, missing.right) else {
        return if missing.left.is_empty() || missing.right.is_empty() { Why::Other } else { Why::Windows };
    };
    let (words_a, words_b) = (words(texts, a), words(texts, b));
    let widget =
        |paragraph: ParagraphId| texts.paragraph_tokens(paragraph).iter().any(|token| token.is_furniture());
    if is_pair(&words_a, &words_b, templates) {
        Why::Other
    } else if is_pair(&words_a, &words_b, &BTreeSet::new()) {
        Why::Template
    } else if widget(a) || widget(b) {
        Why::Furniture
    } else {
        Why::Other
    }
}
