//! `retold eval`: how well the events of a run agree with gold labels.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use super::{Outcome, print};
use crate::{
    error::Error,
    evaluate::{self, Agreement, gold},
    report::terminal::cells::{counted, number},
    units::round4,
};

#[derive(Args, Debug)]
pub(super) struct EvalArgs {
    /// The run's folder
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// Labels: CSV `article_id,event_id` or JSON Lines with these keys
    #[arg(long, value_name = "FILE")]
    gold: PathBuf,
    /// Print one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

/// What is printed as JSON.
#[derive(Serialize)]
struct Evaluation {
    #[serde(flatten)]
    agreement: Agreement,
    /// Articles of the run without a gold label; left out.
    only_in_run: u64,
    /// Gold labels of articles that are not in the run; left out.
    only_in_gold: u64,
}

pub(super) fn run(args: &EvalArgs) -> Outcome {
    let found = gold::read_run(&args.run)?;
    let labels = gold::read(&args.gold)?;
    let both = labels.iter().filter_map(|(id, event)| Some((event.as_str(), found.get(id)?.as_str())));
    let agreement = evaluate::compare(both).ok_or_else(|| Error::Empty {
        inputs: format!("both `{}` and `{}`", args.run.display(), args.gold.display()),
        hint: "the ids of the labels are not those of the run's articles".to_owned(),
    })?;
    let evaluation = Evaluation {
        agreement: rounded(agreement),
        only_in_run: found.len() as u64 - agreement.articles,
        only_in_gold: labels.len() as u64 - agreement.articles,
    };
    print(|out| {
        if args.json {
            return crate::report::lines::write_line(out, &evaluation);
        }
        table(out, &evaluation)
    })
}

fn rounded(mut agreement: Agreement) -> Agreement {
    for scores in [&mut agreement.bcubed, &mut agreement.pairwise] {
        for score in [&mut scores.precision, &mut scores.recall, &mut scores.f1] {
            *score = round4(*score);
        }
    }
    agreement.adjusted_rand_index = round4(agreement.adjusted_rand_index);
    agreement.homogeneity = round4(agreement.homogeneity);
    agreement.completeness = round4(agreement.completeness);
    agreement.v_measure = round4(agreement.v_measure);
    agreement
}

fn table(out: &mut dyn std::io::Write, evaluation: &Evaluation) -> std::io::Result<()> {
    let Evaluation { agreement: a, only_in_run, only_in_gold } = evaluation;
    writeln!(out, "{} scored", counted(a.articles, "article"))?;
    if only_in_run + only_in_gold > 0 {
        let (run, gold) = (number(*only_in_run), number(*only_in_gold));
        writeln!(out, "left out: {run} without a gold label, {gold} labels without an article")?;
    }
    writeln!(out, "\n             precision     recall         F1")?;
    for (name, scores) in [("BCubed", a.bcubed), ("pairwise", a.pairwise)] {
        writeln!(out, "{name:<12} {:>9.4}  {:>9.4}  {:>9.4}", scores.precision, scores.recall, scores.f1)?;
    }
    writeln!(out, "\n           homogeneity  completeness  V-measure")?;
    writeln!(
        out,
        "{:<12} {:>9.4}  {:>12.4}  {:>9.4}",
        "entropy", a.homogeneity, a.completeness, a.v_measure
    )?;
    writeln!(out, "\nadjusted Rand index {:.4}", a.adjusted_rand_index)?;
    writeln!(out, "\n                gold      found")?;
    let counts = [
        ("events", a.gold_events, a.found_events),
        ("singletons", a.gold_singletons, a.found_singletons),
        ("largest", a.gold_largest, a.found_largest),
    ];
    counts.iter().try_for_each(|(name, gold, found)| {
        writeln!(out, "{name:<12} {:>7}  {:>9}", number(*gold), number(*found))
    })
}
