//! `retold eval`: how well the events of a run agree with labels that people gave, at its cut and at others.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::Args;

use super::{Outcome, args::ColorChoice, print, progress::Watched, terminal, with_threads};
use crate::{
    error::{Error, Result},
    evaluate::{
        self, Labelled, disagreements,
        gold::{self, Line},
        sweep,
    },
    events::{EventSettings, Relations},
    progress::{self, Stage},
    report::{
        self,
        evaluation::{self, Compared},
        lines,
    },
    run::Recorded,
    units::ArticleId,
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold eval my-run --gold labels.csv               scores, and where run and labels differ most
  retold eval my-run --gold labels.csv --sweep       the same at cuts from 0.2 to 0.8
  retold eval my-run --gold labels.csv --worst 20 --json | jq '.mixed[].parts'";

#[derive(Args, Debug)]
pub(super) struct EvalArgs {
    /// The run's folder
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// Labels: CSV `article_id,event_id` or JSON Lines with these keys
    #[arg(long, value_name = "FILE")]
    gold: PathBuf,
    /// Also score other cuts, from 0.2 to 0.8, by the scores that the run keeps
    #[arg(long)]
    sweep: bool,
    /// Show so many of the worst disagreements of each kind; 0 for none
    #[arg(long, value_name = "N", default_value_t = 5)]
    worst: usize,

    /// Print one JSON object instead of a page
    #[arg(long)]
    json: bool,
    /// Show no progress
    #[arg(short, long)]
    quiet: bool,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    color: ColorChoice,
    /// Worker threads; by default one per core. Results do not depend on it
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

pub(super) fn run(args: &EvalArgs) -> Outcome {
    with_threads(args.threads, || compare(args))
}

fn compare(args: &EvalArgs) -> Outcome {
    let watched = if args.quiet { Watched::silent() } else { Watched::on_stderr() };
    let articles = gold::read_run(&args.run)?;
    let labels = gold::read(&args.gold)?;
    let labelled = labelled(&articles, &labels);
    let agreement = evaluate::compare(labelled.iter().map(|article| (article.gold, article.found)));
    let agreement = agreement.ok_or_else(|| Error::Empty {
        inputs: format!("both `{}` and `{}`", args.run.display(), args.gold.display()),
        hint: "the ids of the labels are not those of the run's articles".to_owned(),
    })?;
    let only_in_gold = labels.len() as u64 - agreement.articles;
    let compared = Compared { articles: &articles, labelled: &labelled, only_in_gold };
    let mut evaluation = evaluation::build(compared, agreement, args.worst);
    if args.sweep || args.worst > 0 {
        match scores(args, &watched) {
            Ok((recorded, relations)) => {
                if args.worst > 0 {
                    let apart = disagreements::apart(&labelled, &relations);
                    let together = disagreements::together(&labelled, &relations);
                    evaluation.apart = Some(evaluation::pairs(&articles, &apart, args.worst));
                    evaluation.together = Some(evaluation::pairs(&articles, &together, args.worst));
                }
                if args.sweep {
                    let cuts = sweep::cuts(&[recorded.cut() as f32, EventSettings::CUT]);
                    let labels: Vec<(ArticleId, &str)> =
                        labelled.iter().map(|article| (article.article, article.gold)).collect();
                    let points = sweep::sweep(&relations, &labels, &cuts, &watched)?;
                    evaluation.sweep = Some(evaluation::sweep(&points, recorded.cut()));
                }
            }
            Err(error) if args.sweep => return Err(error.into()),
            Err(error) => evaluation.no_scores = Some(error.to_string()),
        }
    }
    print(|out| {
        if args.json {
            return lines::write_line(out, &evaluation);
        }
        report::terminal::evaluation::render(&evaluation, terminal::view(args.color), out)
    })
}

/// The articles with an event on both sides, in their order.
fn labelled<'a>(articles: &'a [Line], labels: &'a gold::Labels) -> Vec<Labelled<'a>> {
    let articles = (0..).map(ArticleId).zip(articles);
    let both = articles.filter_map(|(article, line)| {
        Some(Labelled { article, gold: labels.get(&line.id)?, found: line.event_id.as_deref()? })
    });
    both.collect()
}

/// What other cuts are made from.
fn scores(args: &EvalArgs, watched: &Watched) -> Result<(Recorded, Relations)> {
    progress::during(watched, Stage::Read, || {
        let recorded = Recorded::open(&args.run)?;
        let corpus = recorded.corpus_without_texts()?;
        let relations = recorded.relations(&corpus)?;
        Ok((recorded, relations))
    })
}
