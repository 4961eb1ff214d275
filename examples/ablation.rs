//! What does each choice of the event stage give? One line a choice, all else as it is by default.
//!
//! Usage: `ablation FOLDER [NAME...]`, where the folder has pairs `NAME.jsonl`, `NAME.gold.csv`. Prints a Markdown table of
//! BCubed / pairwise F1 on each set: the mean at the default cut, then everything at the one cut that is best for the
//! choice over all sets, so that a choice that only moves the scale of scores is not blamed for it. It also tells how
//! well scores are calibrated: of the pairs said to be one event with probability p, which share is.

#![expect(clippy::print_stdout, reason = "a program that prints a table")]

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use retold::{
    article::Corpus,
    evaluate::{self, gold},
    events::{
        Edge, EventSettings,
        candidates::{self, SearchSettings},
        linkage,
        numbers::Numbers,
        score::{self, Coefficients},
    },
    input::{self, InputSettings},
    progress::Silent,
    reuse::{self, Reuse},
    text::{self, Texts},
    tfidf::{self, VectorSettings},
    units::ArticleId,
};

/// A labelled set, read and analysed up to the vectors.
struct Set {
    name: String,
    corpus: Corpus,
    labels: BTreeMap<String, String>,
    texts: Texts,
    reuse: Reuse,
}

/// A choice to look at.
#[derive(Clone, Copy, Default)]
struct Choice {
    vectors: VectorSettings,
    search: SearchSettings,
    score: Coefficients,
    pass: Pass,
}

/// What is done after the linkage.
#[derive(Clone, Copy, Default)]
enum Pass {
    #[default]
    Nothing,
    /// Articles move to the event with the higher mean score, when it is higher by the margin.
    Reassign(f64),
    /// Events join when their mean score is less than `.0` below the cut and `.1` of the looser one's own mean.
    Merge(f64, f64),
    /// Articles leave an event when their mean score with it is more than that below the cut.
    Split(f64),
}

/// Cuts among which the best is looked for.
const CUTS: std::ops::RangeInclusive<u32> = 36..=64;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("the first argument is a folder of labelled sets")?;
    let names: Vec<String> = arguments.collect();
    let sets = read(Path::new(&folder), &names)?;
    let header: Vec<&str> = sets.iter().map(|set| set.name.as_str()).collect();
    println!("| choice | mean at the default cut | best cut | {} | mean |", header.join(" | "));
    println!("|---|---|---|{}---|", "---|".repeat(sets.len()));
    for (name, choice) in choices() {
        line(&name, &choice, &sets);
    }
    calibration(&sets);
    Ok(())
}

fn read(folder: &Path, names: &[String]) -> Result<Vec<Set>, Box<dyn Error>> {
    let mut paths: Vec<_> = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut sets = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|suffix| suffix == "jsonl")) {
        let (name, gold) =
            (path.file_stem().unwrap_or_default().to_string_lossy(), path.with_extension("gold.csv"));
        if !gold.is_file() || !(names.is_empty() || names.iter().any(|wanted| *wanted == name)) {
            continue;
        }
        let corpus = input::read(std::slice::from_ref(path), &InputSettings::default(), &Silent)?;
        let texts = text::analyze(&corpus, &Silent);
        let reuse = reuse::find(&corpus, &texts, &reuse::ReuseSettings::default(), &Silent);
        sets.push(Set { name: name.into_owned(), labels: gold::read(&gold)?, corpus, texts, reuse });
    }
    Ok(sets)
}

fn choices() -> Vec<(String, Choice)> {
    let base = Choice::default();
    let mut all = vec![("default".to_owned(), base)];
    let mut vectors = |name: &str, change: &dyn Fn(&mut VectorSettings)| {
        let mut choice = base;
        change(&mut choice.vectors);
        all.push((name.to_owned(), choice));
    };
    vectors("views: text alone", &|v| v.views = [1.0, 0.0, 0.0, 0.0]);
    vectors("views: no lead", &|v| v.views = [0.43, 0.0, 0.14, 0.43]);
    vectors("views: no names", &|v| v.views = [0.33, 0.33, 0.0, 0.34]);
    vectors("views: names .2", &|v| v.views = [0.27, 0.27, 0.2, 0.26]);
    vectors("views: no pairs", &|v| v.views = [0.43, 0.43, 0.14, 0.0]);
    vectors("views: text .4, lead .2", &|v| v.views = [0.4, 0.2, 0.1, 0.3]);
    vectors("no headline", &|v| v.title_weight = 0);
    vectors("headline counts 1", &|v| v.title_weight = 1);
    vectors("headline counts 3", &|v| v.title_weight = 3);
    vectors("headline counts 4", &|v| v.title_weight = 4);
    vectors("lead of 30 words", &|v| v.lead_words = 30);
    vectors("lead of 120 words", &|v| v.lead_words = 120);
    vectors("body of 200 words", &|v| v.body_words = 200);
    vectors("body of 400 words", &|v| v.body_words = 400);
    vectors("tf as it is", &|v| v.sublinear = false);
    vectors("idf to the .5", &|v| v.idf_power = 0.5);
    vectors("idf to the 1.5", &|v| v.idf_power = 1.5);
    vectors("no background", &|v| v.background = 0.0);
    vectors("background of 2,000", &|v| v.background = 2_000.0);
    vectors("recurring runs kept", &|v| v.without_boilerplate = false);
    vectors("templates and furniture kept", &|v| v.without_templates = false);
    vectors("both kept", &|v| (v.without_boilerplate, v.without_templates) = (false, false));
    let mut search = |name: &str, change: &dyn Fn(&mut SearchSettings)| {
        let mut choice = base;
        change(&mut choice.search);
        all.push((name.to_owned(), choice));
    };
    search("24 heaviest terms", &|s| s.heaviest = 24);
    search("32 heaviest terms", &|s| s.heaviest = 32);
    search("64 heaviest terms", &|s| s.heaviest = 64);
    search("50 weak pairs", &|s| s.weak_kept = 50);
    search("all weak pairs", &|s| s.weak_kept = usize::MAX);
    search("window of 14 days", &|s| s.look_back = 0);
    let mut scores = |name: &str, change: &dyn Fn(&mut Coefficients)| {
        let mut choice = base;
        change(&mut choice.score);
        all.push((name.to_owned(), choice));
    };
    scores("no time", &|c| (c.distance, c.nearness) = (0.0, 0.0));
    scores("no surroundings", &|c| (c.ranks, c.intercept) = ([0.0; 3], c.intercept + 7.0));
    scores("numbers not looked at", &|c| c.numbers = 0.0);
    for (name, pass) in [
        ("reassignment, margin 0", Pass::Reassign(0.0)),
        ("reassignment, margin .1", Pass::Reassign(0.1)),
        ("merge pass, .03 below the cut, density .6", Pass::Merge(0.03, 0.6)),
        ("merge pass, .06 below the cut, density .85", Pass::Merge(0.06, 0.85)),
        ("members .05 below the cut leave", Pass::Split(0.05)),
        ("members .15 below the cut leave", Pass::Split(0.15)),
    ] {
        all.push((name.to_owned(), Choice { pass, ..base }));
    }
    all
}

/// The scored pairs of a set.
fn edges(set: &Set, choice: &Choice) -> Vec<Edge> {
    let vectors = tfidf::vectorize(&set.corpus, &set.texts, &set.reuse, &choice.vectors, &Silent);
    let articles: Vec<ArticleId> = (0..set.corpus.len() as u32)
        .map(ArticleId)
        .filter(|id| set.reuse.duplicate_of[id.index()].is_none())
        .collect();
    let candidates = candidates::find(&set.corpus, &vectors.rows, &articles, &choice.search, &Silent);
    let numbers = Numbers::collect(&set.corpus, &set.texts, &set.reuse);
    score::score(&set.corpus, &numbers, articles.len(), &candidates, &choice.score).edges
}

/// Prints the line of a choice.
fn line(name: &str, choice: &Choice, sets: &[Set]) {
    let cuts: Vec<f32> = CUTS.step_by(2).map(|cut| cut as f32 / 100.0).collect();
    // Per cut, the default last, and set: both F1s.
    let mut found = vec![Vec::new(); cuts.len() + 1];
    for set in sets {
        let edges = edges(set, choice);
        for (cut, found) in cuts.iter().chain([&EventSettings::CUT]).zip(&mut found) {
            found.push(f1s(set, &edges, *cut, choice.pass));
        }
    }
    let mean = |scores: &[(f64, f64)]| {
        let n = scores.len() as f64;
        (scores.iter().map(|s| s.0).sum::<f64>() / n, scores.iter().map(|s| s.1).sum::<f64>() / n)
    };
    let show = |(bcubed, pairwise): (f64, f64)| format!("{bcubed:.3}/{pairwise:.3}");
    let by_default = found.pop().map_or((0.0, 0.0), |scores| mean(&scores));
    let both = |scores: &[(f64, f64)]| mean(scores).0 + mean(scores).1;
    let best = (0..cuts.len()).max_by(|&a, &b| both(&found[a]).total_cmp(&both(&found[b]))).unwrap_or(0);
    let of_sets: Vec<String> = found[best].iter().map(|&scores| show(scores)).collect();
    println!(
        "| {name} | {} | {:.2} | {} | {} |",
        show(by_default),
        cuts[best],
        of_sets.join(" | "),
        show(mean(&found[best]))
    );
}

fn f1s(set: &Set, edges: &[Edge], cut: f32, pass: Pass) -> (f64, f64) {
    let mut group = linkage::cluster(set.corpus.len(), edges, cut);
    refine(&mut group, edges, f64::from(cut), pass);
    let found: Vec<String> = (0..set.corpus.len())
        .map(|article| group[set.reuse.duplicate_of[article].map_or(article, ArticleId::index)].to_string())
        .collect();
    let labelled = set
        .corpus
        .articles
        .iter()
        .zip(&found)
        .filter_map(|(article, event)| Some((set.labels.get(&article.id)?.as_str(), event.as_str())));
    evaluate::compare(labelled).map_or((0.0, 0.0), |score| (score.bcubed.f1, score.pairwise.f1))
}

/// The passes that were tried behind the linkage and are not part of the program, because none earns its place.
fn refine(group: &mut [usize], edges: &[Edge], cut: f64, pass: Pass) {
    if matches!(pass, Pass::Nothing) {
        return;
    }
    let mut sizes: BTreeMap<usize, f64> = BTreeMap::new();
    group.iter().for_each(|&group| *sizes.entry(group).or_default() += 1.0);
    let size = |group: usize| sizes.get(&group).copied().unwrap_or(1.0);
    // Per article and group: the sum of the scores between them.
    let mut sums: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for edge in edges {
        let (a, b, score) = (edge.a.index(), edge.b.index(), f64::from(edge.score));
        *sums.entry((a, group[b])).or_default() += score;
        *sums.entry((b, group[a])).or_default() += score;
    }
    let own = |article: usize| {
        let sum = sums.get(&(article, group[article])).copied().unwrap_or(0.0);
        sum / (size(group[article]) - 1.0).max(1.0)
    };
    let mut changed = group.to_vec();
    match pass {
        Pass::Nothing => {}
        Pass::Reassign(margin) => {
            for (&(article, other), sum) in &sums {
                let mean = sum / size(other);
                if other != group[article] && mean >= cut && mean > own(article) + margin {
                    changed[article] = other;
                }
            }
        }
        Pass::Merge(below, density) => {
            let mut between: BTreeMap<(usize, usize), f64> = BTreeMap::new();
            for (&(article, other), sum) in &sums {
                *between.entry((group[article].min(other), group[article].max(other))).or_default() += sum;
            }
            let within = |group: usize| {
                let pairs = size(group) * (size(group) - 1.0);
                if pairs > 0.0 { between.get(&(group, group)).copied().unwrap_or(0.0) / pairs } else { 1.0 }
            };
            for (&(a, b), sum) in between.iter().filter(|((a, b), _)| a != b) {
                let mean = sum / (2.0 * size(a) * size(b));
                if mean >= cut - below && mean >= density * within(a).min(within(b)) {
                    changed.iter_mut().filter(|group| **group == b).for_each(|group| *group = a);
                }
            }
        }
        Pass::Split(below) => {
            for article in 0..group.len() {
                if size(group[article]) > 1.0 && own(article) < cut - below {
                    changed[article] = group.len() + article;
                }
            }
        }
    }
    group.copy_from_slice(&changed);
}

/// Prints how often pairs said to be one event are: by probability, over all sets, every set counting the same.
fn calibration(sets: &[Set]) {
    const BINS: usize = 10;
    let mut bins = [(0.0, 0.0, 0.0); BINS];
    for set in sets {
        let edges = edges(set, &Choice::default());
        let label = |id: ArticleId| set.labels.get(&set.corpus.article(id).id);
        for edge in &edges {
            let (Some(a), Some(b)) = (label(edge.a), label(edge.b)) else { continue };
            let probability = score::probability(f64::from(edge.score));
            let bin = &mut bins[((probability * BINS as f64) as usize).min(BINS - 1)];
            let weight = 1.0 / edges.len() as f64;
            bin.0 += weight;
            bin.1 += weight * probability;
            bin.2 += weight * f64::from(u8::from(a == b));
        }
    }
    println!("\n| probability said | mean | share that is one event |\n|---|---|---|");
    for (number, (weight, said, is)) in bins.into_iter().enumerate() {
        println!("| .{number} to .{} | {:.3} | {:.3} |", number + 1, said / weight, is / weight);
    }
}
