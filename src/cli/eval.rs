//! `retold eval`: how well the events of a run agree with labels that people gave, at its cut and at others, and which cut
//! suits a few labels best.

use std::{
    io::{self, Write},
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use clap::Args;
use hashbrown::HashMap;

use super::{Outcome, args::ColorChoice, print, progress::Watched, tell, terminal, with_threads};
use crate::{
    article::Corpus,
    error::{Error, Result},
    evaluate::{
        self, Labelled,
        calibrate::{self, Known},
        disagreements,
        gold::{self, Line},
        labels, sweep,
    },
    events::{EventSettings, Relations},
    progress::{self, Stage},
    report::{
        self, calibration,
        evaluation::{self, Compared},
        lines,
        terminal::View,
    },
    run::{Recorded, new_file},
    units::ArticleId,
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold eval my-run --gold labels.csv               scores, and where run and labels differ most
  retold eval my-run --gold labels.csv --sweep       the same at cuts from 0.2 to 0.8
  retold eval my-run --gold labels.csv --worst 20 --json | jq '.mixed[].parts'
  retold eval my-run --calibrate pairs.csv -o mine.toml && retold cluster dump.jsonl --config mine.toml

Labels to calibrate with are pairs, as CSV or JSON Lines with `a`, `b` and `same` (1, yes, true or 0, no, false), or
groups, as for --gold. Of the cuts from 0.2 to 0.8 the middle of the best stretch is taken: by the share of pairs that are
decided rightly, or by the mean of BCubed F1 and pairwise F1 of groups. Few labels are mostly chance, so the default cut
counts as 40 pairs, or 40 events of groups, beside them. Label all articles of a few stories (`story_id`): any cut keeps
the events of different stories apart, so that they tell nothing.";

#[derive(Args, Debug)]
pub(super) struct EvalArgs {
    /// The run's folder
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// Labels: CSV `article_id,event_id` or JSON Lines with these keys
    #[arg(long, value_name = "FILE", required_unless_present = "calibrate")]
    gold: Option<PathBuf>,
    /// Also score other cuts, from 0.2 to 0.8, by the scores that the run keeps
    #[arg(long)]
    sweep: bool,
    /// Show so many of the worst disagreements of each kind; 0 for none
    #[arg(long, value_name = "N", default_value_t = 5)]
    worst: usize,
    /// Find the cut that suits these labels best, and give a settings file for --config
    #[arg(long, value_name = "LABELS", conflicts_with_all = ["gold", "sweep", "worst"])]
    calibrate: Option<PathBuf>,
    /// Write the settings file here instead of to standard output
    #[arg(short, long, value_name = "FILE", requires = "calibrate", conflicts_with = "gold")]
    output: Option<PathBuf>,
    /// Replace that file
    #[arg(long, requires = "output")]
    force: bool,

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
    let watched = if args.quiet { Watched::silent() } else { Watched::on_stderr() };
    with_threads(args.threads, || match (&args.calibrate, &args.gold) {
        (Some(path), _) => calibrate(args, path, &watched),
        (_, Some(path)) => compare(args, path, &watched),
        // One of the two is required.
        (None, None) => Ok(()),
    })
}

fn compare(args: &EvalArgs, gold: &Path, watched: &Watched) -> Outcome {
    let articles = gold::read_run(&args.run)?;
    let labels = gold::read(gold)?;
    let labelled = labelled(&articles, &labels);
    let agreement = evaluate::compare(labelled.iter().map(|article| (article.gold, article.found)));
    let agreement = agreement.ok_or_else(|| Error::Empty {
        inputs: format!("both `{}` and `{}`", args.run.display(), gold.display()),
        hint: "the ids of the labels are not those of the run's articles".to_owned(),
    })?;
    let only_in_gold = labels.len() as u64 - agreement.articles;
    let compared = Compared { articles: &articles, labelled: &labelled, only_in_gold };
    let mut evaluation = evaluation::build(compared, agreement, args.worst);
    if args.sweep || args.worst > 0 {
        match scores(args, watched) {
            Ok((recorded, _, relations)) => {
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
                    let points = sweep::sweep(&relations, &labels, &cuts, watched)?;
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

/// Chooses a cut from labels: the table for a person, the settings file for the program.
fn calibrate(args: &EvalArgs, path: &Path, watched: &Watched) -> Outcome {
    let labels = labels::read(path)?;
    if let Some(output) = args.output.as_ref().filter(|output| output.exists() && !args.force) {
        return Err(Error::FileExists { path: output.clone() }.into());
    }
    let (recorded, corpus, relations) = scores(args, watched)?;
    let ids: HashMap<&str, ArticleId> =
        corpus.articles.iter().map(|article| article.id.as_str()).zip((0..).map(ArticleId)).collect();
    let known = Known::new(&labels, |id| ids.get(id).copied());
    let n_labels = labels.len();
    known.check(path, n_labels)?;
    let trials = calibrate::trials(&relations, &known, watched)?;
    // There are as many trials as cuts between the bounds.
    let Some(choice) = calibrate::choose(&trials, known.judgements()) else { return Ok(()) };
    let name = path.display().to_string();
    let calibration = calibration::build(name, (&known, n_labels), (&trials, choice), recorded.cut());
    let toml = calibration.toml();
    if let Some(output) = &args.output {
        write_whole(output, &toml)?;
    }
    let page = |view, out: &mut dyn Write| report::terminal::calibration::render(&calibration, view, out);
    if args.json {
        print(|out| lines::write_line(out, &calibration))?;
    } else if args.output.is_some() {
        print(|out| page(terminal::view(args.color), out))?;
    } else {
        if !args.quiet {
            let mut table = Vec::new();
            // A vector takes everything.
            let _ = page(View { color: false, ..terminal::view(args.color) }, &mut table);
            tell(&String::from_utf8_lossy(&table));
        }
        print(|out| out.write_all(toml.as_bytes()))?;
    }
    if let (Some(output), false) = (&args.output, args.quiet) {
        tell(&format!("wrote {}", terminal::path(output, args.color)));
    }
    Ok(())
}

/// Writes a file beside its place, then renames it into it.
fn write_whole(path: &Path, text: &str) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let attempt = || -> io::Result<()> {
        let mut file = new_file(folder, "settings")?;
        file.write_all(text.as_bytes())?;
        file.persist(path)?;
        Ok(())
    };
    attempt().map_err(|source| Error::Write { path: path.to_owned(), source })
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
fn scores(args: &EvalArgs, watched: &Watched) -> Result<(Recorded, Corpus, Relations)> {
    progress::during(watched, Stage::Read, || {
        let recorded = Recorded::open(&args.run)?;
        let corpus = recorded.corpus_without_texts()?;
        let relations = recorded.relations(&corpus)?;
        Ok((recorded, corpus, relations))
    })
}
