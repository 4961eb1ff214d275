//! Time per stage and end to end, on generated corpora of 1,000 and 10,000 articles.
//!
//! 100,000 articles too when `RETOLD_BENCH_LARGE` is set. What a stage gets from those before it is made outside of the
//! timed part, and so is the end of what it returns. See `README.md` for how to run this and how to keep what it says.

mod corpus;

use std::{
    env,
    error::Error,
    io::{BufWriter, Write},
    time::Duration,
};

use criterion::{BatchSize, BenchmarkId, Criterion, SamplingMode, Throughput};
use retold::{
    events, input, origin,
    pipeline::{self, Analysis},
    progress::Silent,
    report, reuse,
    run::{Directory, KeptScores, Overwrite, Scores},
    settings::Settings,
    text,
    tfidf::{self, VectorSettings},
};

const SIZES: [(&str, usize); 2] = [("1k", 1_000), ("10k", 10_000)];
const LARGE: (&str, usize) = ("100k", 100_000);

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    let large = env::var_os("RETOLD_BENCH_LARGE").map(|_| LARGE);
    for (name, n_articles) in SIZES.into_iter().chain(large) {
        bench(&mut criterion, name, n_articles)?;
    }
    criterion.final_summary();
    Ok(())
}

/// All stages on one corpus.
fn bench(criterion: &mut Criterion, name: &str, n_articles: usize) -> Result<(), Box<dyn Error>> {
    let file = tempfile::Builder::new().suffix(".jsonl").tempfile()?;
    let mut writer = BufWriter::new(file.as_file());
    corpus::write(n_articles, corpus::SEED, &mut writer)?;
    writer.flush()?;
    let inputs = [file.path().to_path_buf()];
    let settings = Settings::default();
    let corpus = input::read(&inputs, &settings.input, &Silent)?;
    if corpus.len() != n_articles {
        return Err(format!("{} of {n_articles} articles were read", corpus.len()).into());
    }
    let texts = text::analyze(&corpus, &Silent);
    let found = reuse::find(&corpus, &texts, &settings.reuse, &Silent);
    let vectors = tfidf::vectorize(&corpus, &texts, &found, &VectorSettings::default(), &Silent);
    let relations = events::relate(&corpus, &texts, &found, &vectors, &Silent);
    let events = events::group(&corpus, &relations, &settings.events);
    let story_of: Vec<usize> = events.of.iter().map(|&event| events.events[event].story).collect();

    let mut bencher = StageBench { criterion, name, n_articles };
    bencher.time("read", || input::read(&inputs, &settings.input, &Silent));
    bencher.time("text", || text::analyze(&corpus, &Silent));
    bencher.time("reuse", || reuse::find(&corpus, &texts, &settings.reuse, &Silent));
    bencher
        .time("vectors", || tfidf::vectorize(&corpus, &texts, &found, &VectorSettings::default(), &Silent));
    bencher.time("relate", || events::relate(&corpus, &texts, &found, &vectors, &Silent));
    bencher.time("group", || events::group(&corpus, &relations, &settings.events));
    bencher.time_with(
        "settle",
        || found.clone(),
        |mut found| {
            found.settle(&corpus, &texts, &events.of, &story_of);
            found
        },
    );
    drop(vectors);
    let mut reuse = found;
    reuse.settle(&corpus, &texts, &events.of, &story_of);
    let trace = || origin::trace(&corpus, &texts, &reuse.passages, &reuse.shares, &settings.agencies);
    bencher.time("origin", trace);
    let origins = trace();

    let analysis = Analysis { texts, reuse, relations, events, origins };
    let build = || report::build(&corpus, &analysis, settings.report);
    bencher.time("report", build);
    let report = build();
    let folder = tempfile::tempdir()?;
    let directory = Directory::prepare(folder.path(), Overwrite::Replace)?;
    bencher.time("write", || {
        let scores = KeptScores::Made(Scores::new(&corpus, &analysis.relations, &settings));
        directory.write(&report, scores, &Silent)
    });
    drop(report);
    drop(analysis);
    bencher.time("end_to_end", || {
        input::read(&inputs, &settings.input, &Silent)
            .map(|corpus| pipeline::analyze(&corpus, &settings, &Silent))
    });
    Ok(())
}

/// Where the times of one corpus go.
struct StageBench<'a> {
    criterion: &'a mut Criterion,
    name: &'a str,
    n_articles: usize,
}

impl StageBench<'_> {
    fn time<T>(&mut self, stage: &str, mut run: impl FnMut() -> T) {
        self.time_with(stage, || (), |()| run());
    }

    /// The same for a stage that uses up what `make` gives.
    fn time_with<I, T>(&mut self, stage: &str, mut make: impl FnMut() -> I, mut run: impl FnMut(I) -> T) {
        let mut group = self.criterion.benchmark_group(stage);
        group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(self.n_articles as u64));
        group.bench_function(BenchmarkId::from_parameter(self.name), |bencher| {
            // One result at a time: a hundred of them would not fit into memory.
            bencher.iter_batched(&mut make, &mut run, BatchSize::PerIteration);
        });
        group.finish();
    }
}
