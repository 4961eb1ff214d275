//! `retold explain`: two articles of a run, paragraph by paragraph.

use std::path::PathBuf;

use clap::Args;

use super::{
    Failure, Outcome,
    args::{ColorChoice, Text},
    print,
    progress::Watched,
    terminal,
};
use crate::{
    article::Corpus,
    error::Error,
    explain,
    query::QuerySettings,
    report::{self, explanation, lines},
    run::{ArticleLine, EventLine, Recorded},
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold explain my-run s01 s03                   two articles of a run by their ids
  retold explain my-run s01 s03 --json | jq '.paragraphs[].changes'
  jq -r 'select(.size > 3) | .articles[]' my-run/events.jsonl     ids of large events";

#[derive(Args, Debug)]
pub(super) struct ExplainArgs {
    /// The run's folder
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// The id of an article
    #[arg(value_name = "A")]
    a: String,
    /// The id of another article
    #[arg(value_name = "B")]
    b: String,

    /// Print one JSON object instead of a page
    #[arg(long)]
    json: bool,
    /// How much of the articles' text --json repeats
    #[arg(long, value_enum, value_name = "MODE", default_value_t = Text::Snippets)]
    show: Text,
    /// Show no progress
    #[arg(short, long)]
    quiet: bool,
    /// When to use colours
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    color: ColorChoice,
}

pub(super) fn run(args: &ExplainArgs) -> Outcome {
    if args.a == args.b {
        return Err(Failure::Usage(format!("`{}` is given twice: name two articles", args.a)));
    }
    let recorded = Recorded::open(&args.run)?;
    let articles = recorded.articles(&[&args.a, &args.b])?;
    let [a, b] = articles.as_slice() else { return Ok(()) };
    let passages = recorded.passages_of_both(&a.id, &b.id)?;
    let events = [event(&recorded, a)?, event(&recorded, b)?];
    let watched = if args.quiet { Watched::silent() } else { Watched::on_stderr() };
    let corpus = recorded.read_files(&[&a.source_file, &b.source_file], &watched)?;
    let corpus = Corpus { articles: vec![text_of(args, &corpus, a)?, text_of(args, &corpus, b)?], ..corpus };
    let settings = QuerySettings::new(QuerySettings::MIN_WORDS, recorded.reuse_threshold())?;
    let (known, whose) = explanation::known(&passages, &a.id, &b.id);
    let found = explain::compare(&corpus, settings, &known);
    for (line, article) in [(a, explain::A), (b, explain::B)] {
        if found.texts.token_range(article).len() as u64 != line.tokens {
            return Err(changed(args, line));
        }
    }
    let said = explanation::Recorded {
        articles: [a, b],
        events: [events[0].as_ref(), events[1].as_ref()],
        passages: &passages,
    };
    let explanation = explanation::build(&corpus, &found, said, &whose, (settings, args.show.into()));
    print(|out| {
        if args.json {
            return lines::write_line(out, &explanation);
        }
        let view = terminal::view(args.color);
        report::terminal::explanation::render(&explanation, &corpus, &found, view, out)
    })
}

fn event(recorded: &Recorded, article: &ArticleLine) -> Outcome<Option<EventLine>> {
    Ok(article.event_id.as_deref().map(|id| recorded.event(id)).transpose()?.flatten())
}

/// The article as it stands in its file, found by its place there.
fn text_of(args: &ExplainArgs, corpus: &Corpus, line: &ArticleLine) -> Outcome<crate::article::Article> {
    let file = |article: &crate::article::Article| {
        corpus.files.get(article.source_file as usize).is_some_and(|file| file.path == line.source_file)
    };
    let found = corpus.articles.iter().find(|article| article.source_row == line.source_row && file(article));
    found.cloned().ok_or_else(|| changed(args, line))
}

fn changed(args: &ExplainArgs, line: &ArticleLine) -> Failure {
    Failure::Run(Error::Input {
        path: PathBuf::from(&line.source_file),
        run: args.run.clone(),
        detail: format!(
            "has changed: record {} is not the article `{}` as it was; run `retold cluster` again",
            line.source_row, line.id
        ),
    })
}
