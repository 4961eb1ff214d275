//! `retold explain`: why an article of a run is where it is; and two of them, their events and their paragraphs.
//!
//! What is said of events is made from the run alone; paragraphs need the inputs, too, and where these are gone the page
//! says so and goes without.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{
    Failure, Outcome,
    args::{ColorChoice, Text},
    print,
    progress::Watched,
    quoted, terminal,
};
use crate::{
    article::{Article, Corpus},
    error::{Error, Result},
    events::Relations,
    explain::{self, Comparison},
    query::QuerySettings,
    report::{
        self,
        explanation::{self, Compared},
        lines,
        relation::{Basis, Placement, Relation},
        terminal::Hint,
    },
    run::{ArticleLine, EventLine, PassageLine, Recorded},
    units::ArticleId,
};

pub(super) const EXAMPLES: &str = "\
Examples:
  retold explain my-run s01                       what holds an article in its event, and which it did not join
  retold explain my-run s01 s03                   why two articles are one event or not, and what text they share
  retold explain my-run s01 s03 --json | jq '.paragraphs[].changes'
  retold explain my-run s01 --json | jq '.apart[] | [.margin, .label]'
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
    b: Option<String>,

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
    let recorded = Recorded::open(&args.run)?;
    match &args.b {
        Some(b) if *b == args.a => {
            Err(Failure::Usage(format!("`{b}` is given twice: name two articles, or one")))
        }
        Some(b) => two(args, &recorded, b),
        None => one(args, &recorded),
    }
}

/// The run's articles and what is known of their events.
struct Known {
    corpus: Corpus,
    relations: Relations,
    of: Vec<usize>,
    event_ids: Vec<String>,
}

impl Known {
    fn read(recorded: &Recorded) -> Result<Self> {
        let corpus = recorded.corpus_without_texts()?;
        let relations = recorded.relations(&corpus)?;
        let (of, event_ids) = recorded.events()?;
        Ok(Self { corpus, relations, of, event_ids })
    }

    fn number(&self, id: &str) -> Option<ArticleId> {
        let number = self.corpus.articles.iter().position(|article| article.id == id)?;
        Some(ArticleId(number as u32))
    }

    fn basis<'a>(&'a self, cut: f64, line: &'a dyn Fn(&str) -> Option<EventLine>) -> Basis<'a> {
        let Self { corpus, relations, of, event_ids } = self;
        Basis { corpus, relations, of, event_ids, cut, line }
    }
}

fn one(args: &ExplainArgs, recorded: &Recorded) -> Outcome {
    // Says which ids look alike when there is none.
    recorded.articles(&[&args.a])?;
    let known = Known::read(recorded)?;
    let Some(article) = known.number(&args.a) else { return Ok(()) };
    // Where an event has no line, its article speaks for it.
    let line = |id: &str| recorded.event(id).ok().flatten();
    let placement = known.basis(recorded.cut(), &line).placement(article);
    print(|out| {
        if args.json {
            return lines::write_line(out, &placement);
        }
        let (hints, view) = (hints_of_one(args, &placement), terminal::view(args.color));
        report::terminal::placement::render(&placement, &hints, view, out)
    })
}

fn two(args: &ExplainArgs, recorded: &Recorded, b: &str) -> Outcome {
    let articles = recorded.articles(&[&args.a, b])?;
    let [a, b] = articles.as_slice() else { return Ok(()) };
    let events = [event(recorded, a)?, event(recorded, b)?];
    let known = Known::read(recorded);
    let line = |id: &str| recorded.event(id).ok().flatten();
    let relation = known.as_ref().map_err(ToString::to_string).and_then(|known| {
        let numbers = known.number(&a.id).zip(known.number(&b.id));
        let (a, b) = numbers.ok_or_else(|| "the run has no such articles".to_owned())?;
        Ok(known.basis(recorded.cut(), &line).relation(a, b))
    });
    let settings = QuerySettings::new(QuerySettings::MIN_WORDS, recorded.reuse_threshold())?;
    let texts = Texts::read(args, recorded, [a, b], settings);
    if relation.is_err() && texts.is_err() {
        return texts.map(drop);
    }
    let recorded = explanation::Recorded {
        articles: [a, b],
        events: [events[0].as_ref(), events[1].as_ref()],
        relation,
    };
    let texts = texts.map_err(without_texts);
    let compared = texts.as_ref().map(|texts| Compared {
        corpus: &texts.corpus,
        found: &texts.found,
        passages: (&texts.passages, &texts.whose),
    });
    let explanation =
        explanation::build(recorded, compared.map_err(Clone::clone), (settings, args.show.into()));
    print(|out| {
        if args.json {
            return lines::write_line(out, &explanation);
        }
        let hints =
            explanation.relation.as_ref().map_or_else(Vec::new, |relation| hints_of_two(args, relation));
        let compared = texts.as_ref().ok().map(|texts| (&texts.corpus, &texts.found));
        report::terminal::explanation::render(&explanation, compared, &hints, terminal::view(args.color), out)
    })
}

fn without_texts(failure: Failure) -> String {
    let why = match failure {
        Failure::Run(error) => error.to_string(),
        Failure::Usage(message) => message,
        Failure::CommandLine(_) | Failure::Differ | Failure::ClosedPipe => String::new(),
    };
    format!("the two texts cannot be read again, so nothing is said of their paragraphs: {why}")
}

/// Two texts of a run's inputs, compared.
struct Texts {
    corpus: Corpus,
    found: Comparison,
    passages: Vec<PassageLine>,
    whose: Vec<usize>,
}

impl Texts {
    fn read(
        args: &ExplainArgs,
        recorded: &Recorded,
        lines: [&ArticleLine; 2],
        settings: QuerySettings,
    ) -> Outcome<Self> {
        let [a, b] = lines;
        let passages = recorded.passages_of_both(&a.id, &b.id)?;
        let watched = if args.quiet { Watched::silent() } else { Watched::on_stderr() };
        let again = recorded.read_articles(&[a.place(), b.place()], &watched)?;
        let found = again.articles.into_iter().zip(lines);
        let articles = found.map(|(article, line)| article.ok_or_else(|| changed(args, line)));
        let articles = articles.collect::<Outcome<Vec<Article>>>()?;
        let corpus = Corpus { articles, outlets: again.outlets, ..Corpus::default() };
        let (known, whose) = explanation::known(&passages, &a.id, &b.id);
        let found = explain::compare(&corpus, settings, &known);
        for (line, article) in [(a, explain::A), (b, explain::B)] {
            if found.texts.token_range(article).len() as u64 != line.tokens {
                return Err(changed(args, line));
            }
        }
        Ok(Self { corpus, found, passages, whose })
    }
}

fn hints_of_one(args: &ExplainArgs, placement: &Placement) -> Vec<Hint> {
    let run = quoted(&args.run);
    let id = quoted(Path::new(&args.a));
    let mut hints = Vec::new();
    if let Some(near) = placement.nearest.first() {
        let other = quoted(Path::new(near.article.article_id));
        hints.push(hint(
            format!("retold explain {run} {id} {other}"),
            "what it shares with the nearest member",
        ));
    }
    let nearest = placement.apart.first();
    if let Some(cut) = nearest.and_then(|apart| apart.joined_up_to) {
        hints.push(hint(
            format!("retold recut {run} --cut {cut} -o my-cut"),
            "joins it with the nearest other event",
        ));
    }
    hints
}

fn hints_of_two(args: &ExplainArgs, relation: &Relation) -> Vec<Hint> {
    let run = quoted(&args.run);
    let command = |cut: f64| format!("retold recut {run} --cut {cut} -o my-cut");
    match (relation.events_mean, relation.joined_up_to, relation.parted_from) {
        (None, _, Some(parted)) => {
            vec![hint(command(parted), "parts them, and all else that this cut parts")]
        }
        (Some(_), Some(joined), _) => {
            vec![hint(command(joined), "makes them one event, and joins all else that this cut joins")]
        }
        _ => Vec::new(),
    }
}

fn hint(command: String, purpose: &str) -> Hint {
    Hint { command, purpose: purpose.to_owned() }
}

fn event(recorded: &Recorded, article: &ArticleLine) -> Outcome<Option<EventLine>> {
    Ok(article.event_id.as_deref().map(|id| recorded.event(id)).transpose()?.flatten())
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
