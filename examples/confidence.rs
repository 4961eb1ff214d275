//! Does the confidence of events sort them? One line an event of a labelled set, and a table of the quintiles.
//!
//! Usage: `confidence FOLDER [TABLE]`, where the folder has pairs `NAME.jsonl`, `NAME.gold.csv`. Prints of each event with
//! two labelled articles or more its set, size, independent texts and labelled pairs, its cohesion, weakest member, nearest
//! event and confidence, and the share of its labelled pairs to which the labels give one event; then, and with any
//! `TABLE` only, the means by confidence in fifths. Each event counts once.

#![expect(clippy::print_stdout, reason = "a program that prints a table")]

use std::{error::Error, fs, path::Path};

use retold::{
    evaluate::gold,
    input::{self, InputSettings},
    pipeline,
    progress::Silent,
    settings::Settings,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("which folder?")?;
    let lines = arguments.next().is_none();
    let mut found: Vec<(f64, f64)> = Vec::new();
    let mut names: Vec<String> = fs::read_dir(&folder)?
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".gold.csv").map(str::to_owned))
        .collect();
    names.sort_unstable();
    for name in names {
        let corpus = input::read(
            &[Path::new(&folder).join(format!("{name}.jsonl"))],
            &InputSettings::default(),
            &Silent,
        )?;
        let labels = gold::read(&Path::new(&folder).join(format!("{name}.gold.csv")))?;
        for event in pipeline::analyze(&corpus, &Settings::default(), &Silent).events.events {
            let label = |id: &retold::units::ArticleId| labels.get(&corpus.article(*id).id);
            let of: Vec<&String> = event.members.iter().filter_map(label).collect();
            let pairs = of.len() * of.len().saturating_sub(1) / 2;
            if pairs == 0 {
                continue;
            }
            let right =
                (0..of.len()).flat_map(|a| (0..a).map(move |b| (a, b))).filter(|&(a, b)| of[a] == of[b]);
            let share = right.count() as f64 / pairs as f64;
            if lines {
                let (size, own) = (event.members.len(), event.independent);
                let scores = [event.cohesion, event.weakest, event.nearest, event.confidence];
                println!("{name}\t{size}\t{own}\t{pairs}\t{scores:?}\t{share:.4}");
            }
            found.push((event.confidence, share));
        }
    }
    found.sort_by(|x, y| x.0.total_cmp(&y.0));
    println!("| events | confidence | share of pairs | wholly right |\n|---|---|---|---|");
    for fifth in found.chunks(found.len().div_ceil(5).max(1)) {
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| fifth.iter().map(of).sum::<f64>() / fifth.len() as f64;
        let (least, most) = (fifth[0].0, fifth[fifth.len() - 1].0);
        let (share, whole) = (mean(&|event| event.1), mean(&|event| f64::from(u8::from(event.1 == 1.0))));
        println!("| {} | {least:.2}–{most:.2} | {share:.3} | {whole:.3} |", fifth.len());
    }
    Ok(())
}
