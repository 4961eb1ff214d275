//! `cargo run --release --example kernels -- KERNEL [N]`: one kernel, once, on one thread, on the benches' corpus of N articles.
//!
//! What the kernel gets is made before, and what it returns is freed after [`measured`]; `instructions.py` counts the
//! instructions between. The output is the number of things the kernel worked on and what they are. Without arguments:
//! the names of all kernels.

mod corpus;

use std::{
    env,
    error::Error,
    fmt::{self, Display},
    hint::black_box,
    io::{self, BufWriter, Write},
    sync::OnceLock,
};

use retold::{
    article::Corpus,
    events::{
        Profiles,
        candidates::{self, Candidate, SearchSettings},
        linkage,
        numbers::Numbers,
        score::{self, Coefficients},
    },
    input,
    progress::Silent,
    reuse::{
        self, Reuse, alignment, anchors,
        classes::{self, Classes},
        join::{self, Hot, ShingleSets},
        links,
        shingles::{self, Rarity},
    },
    settings::Settings,
    space::Space,
    text::{self, Texts, Token, Words, furniture, paragraphs, quotes, tokens},
    tfidf::{
        self, VectorSettings, Vectors, Vocabulary,
        bags::{self, Feature},
        boilerplate, content, weights,
    },
    units::{ArticleId, ParagraphId, Span},
};

/// Articles when no number is given: enough that no kernel is done in a moment, few enough for an emulated processor.
const N_ARTICLES: usize = 2_000;

type Kernel = fn(&Inputs) -> Work;

const KERNELS: [(&str, Kernel); 18] = [
    ("tokens", tokens),
    ("words", words),
    ("paragraphs", paragraphs),
    ("furniture", furniture),
    ("classes", classes),
    ("rarity", rarity),
    ("sets", sets),
    ("join", join),
    ("anchors", anchors),
    ("alignment", alignment),
    ("terms", terms),
    ("boilerplate", boilerplate),
    ("bags", bags),
    ("vocabulary", vocabulary),
    ("rows", rows),
    ("candidates", candidates),
    ("profiles", profiles),
    ("linkage", linkage),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let mut out = io::stdout().lock();
    let Some(name) = arguments.next() else {
        for (name, _) in KERNELS {
            writeln!(out, "{name}")?;
        }
        return Ok(());
    };
    let n_articles = arguments.next().map_or(Ok(N_ARTICLES), |n| n.parse())?;
    let (_, kernel) =
        KERNELS.into_iter().find(|(known, _)| *known == name).ok_or("no kernel has this name")?;
    let corpus = generated(n_articles)?;
    // The kernel must run on the only thread of the pool, or it would wait for that thread and do nothing itself.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let work = pool.install(|| kernel(&Inputs::new(corpus)));
    writeln!(out, "{work}")?;
    Ok(())
}

fn generated(n_articles: usize) -> Result<Corpus, Box<dyn Error>> {
    let file = tempfile::Builder::new().suffix(".jsonl").tempfile()?;
    let mut writer = BufWriter::new(file.as_file());
    corpus::write(n_articles, corpus::SEED, &mut writer)?;
    writer.flush()?;
    Ok(input::read(&[file.path().to_path_buf()], &Settings::default().input, &Silent)?)
}

/// How much a kernel worked on.
struct Work {
    number: usize,
    unit: &'static str,
}

impl Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.unit)
    }
}

/// What kernels get, each part made when the first kernel asks for it.
struct Inputs {
    corpus: Corpus,
    settings: Settings,
    vector_settings: VectorSettings,
    texts: OnceLock<Texts>,
    classes: OnceLock<Classes>,
    rarity: OnceLock<Rarity>,
    reuse: OnceLock<Reuse>,
    vectors: OnceLock<Vectors>,
    candidates: OnceLock<Vec<Candidate>>,
}

impl Inputs {
    fn new(corpus: Corpus) -> Self {
        Self {
            corpus,
            settings: Settings::default(),
            vector_settings: VectorSettings::default(),
            texts: OnceLock::new(),
            classes: OnceLock::new(),
            rarity: OnceLock::new(),
            reuse: OnceLock::new(),
            vectors: OnceLock::new(),
            candidates: OnceLock::new(),
        }
    }

    fn texts(&self) -> &Texts {
        self.texts.get_or_init(|| text::analyze(&self.corpus, &Silent))
    }

    fn classes(&self) -> &Classes {
        self.classes.get_or_init(|| classes::group(self.texts()))
    }

    fn rarity(&self) -> &Rarity {
        self.rarity.get_or_init(|| shingles::rarity(&self.corpus, self.texts(), self.classes()))
    }

    fn sets(&self) -> ShingleSets {
        join::shingle_sets(
            &Space::unbounded(),
            self.texts(),
            self.classes(),
            self.rarity(),
            self.settings.reuse.threshold(),
        )
    }

    fn reuse(&self) -> &Reuse {
        self.reuse.get_or_init(|| reuse::find(&self.corpus, self.texts(), &self.settings.reuse, &Silent))
    }

    fn vectors(&self) -> &Vectors {
        self.vectors.get_or_init(|| {
            tfidf::vectorize(&self.corpus, self.texts(), self.reuse(), &self.vector_settings, &Silent)
        })
    }

    /// The features of one article.
    fn bag(&self, article: ArticleId) -> Vec<(Feature, u32)> {
        let vectors = self.vectors();
        let (title, body) = vectors.content(self.texts(), self.reuse(), article);
        bags::fill(vectors.terms.language(article), &title, &body, &self.vector_settings)
    }

    fn bags(&self) -> Vec<Vec<(Feature, u32)>> {
        self.articles().map(|article| self.bag(article)).collect()
    }

    fn candidates(&self) -> &[Candidate] {
        self.candidates.get_or_init(|| {
            let articles: Vec<ArticleId> = self.articles().collect();
            let rows = &self.vectors().rows;
            candidates::find(&self.corpus, rows, &articles, &SearchSettings::default(), &Silent)
        })
    }

    fn articles(&self) -> impl Iterator<Item = ArticleId> + use<> {
        (0..self.corpus.len() as u32).map(ArticleId)
    }

    /// Whether two classes have paragraphs in different articles.
    fn apart(&self, a: u32, b: u32) -> bool {
        let article = |paragraph: &ParagraphId| self.texts().paragraphs[paragraph.index()].article;
        let members = |class: u32| self.classes().members(class as usize).iter().map(article);
        let first = members(a).next();
        members(a).chain(members(b)).any(|article| Some(article) != first)
    }
}

/// Everything between entering and leaving this function counts. Not generic, so that there is one of it to be found.
#[inline(never)]
fn measured(run: &mut dyn FnMut()) {
    run();
    // Not a jump into the kernel, which would leave this function before it.
    black_box(());
}

fn count<T>(run: impl FnOnce() -> T) -> T {
    let mut run = Some(run);
    let mut result = None;
    measured(&mut || result = run.take().map(|run| run()));
    black_box(result).unwrap_or_else(|| unreachable!("what is measured has run"))
}

fn tokens(inputs: &Inputs) -> Work {
    let number = count(|| {
        let mut number = 0;
        for article in &inputs.corpus.articles {
            tokens::fold(&article.text.read(), |key, _| {
                black_box(key);
                number += 1;
            });
        }
        number
    });
    Work { number, unit: "words" }
}

/// The same, with every word looked up in one dictionary or put into it.
fn words(inputs: &Inputs) -> Work {
    let (number, _words) = count(|| {
        let mut words = Words::new();
        let mut number = 0;
        for article in &inputs.corpus.articles {
            tokens::fold(&article.text.read(), |key, _| {
                black_box(words.intern_key(key));
                number += 1;
            });
        }
        (number, words)
    });
    Work { number, unit: "words" }
}

fn paragraphs(inputs: &Inputs) -> Work {
    let number = count(|| {
        let mut number = 0;
        for article in &inputs.corpus.articles {
            let spans: Vec<Span> =
                paragraphs::split(&article.text.read()).iter().map(|block| block.span).collect();
            black_box(quotes::quoted_ranges(&article.text.read(), &spans));
            number += spans.len();
        }
        number
    });
    Work { number, unit: "paragraphs" }
}

fn furniture(inputs: &Inputs) -> Work {
    let texts = inputs.texts();
    count(|| {
        for (id, article) in inputs.articles().zip(&inputs.corpus.articles) {
            let paragraphs = texts.paragraphs_of(id);
            let tokens: Vec<_> = paragraphs
                .clone()
                .map(|paragraph| texts.paragraph_tokens(ParagraphId(paragraph as u32)))
                .collect();
            let candidates: Vec<furniture::Candidate> = paragraphs
                .zip(&tokens)
                .map(|(paragraph, tokens)| furniture::Candidate {
                    span: texts.paragraphs[paragraph].span,
                    tokens,
                })
                .collect();
            black_box(furniture::mark(article, &article.text.read(), texts.title_tokens(id), &candidates));
        }
    });
    Work { number: texts.paragraphs.len(), unit: "paragraphs" }
}

fn classes(inputs: &Inputs) -> Work {
    let texts = inputs.texts();
    count(|| classes::group(texts));
    Work { number: texts.paragraphs.len(), unit: "paragraphs" }
}

fn rarity(inputs: &Inputs) -> Work {
    let (texts, classes) = (inputs.texts(), inputs.classes());
    count(|| shingles::rarity(&inputs.corpus, texts, classes));
    Work { number: texts.n_tokens(), unit: "words" }
}

fn sets(inputs: &Inputs) -> Work {
    inputs.rarity();
    count(|| inputs.sets());
    Work { number: inputs.classes().len(), unit: "classes" }
}

fn join(inputs: &Inputs) -> Work {
    let sets = inputs.sets();
    let threshold = inputs.settings.reuse.threshold();
    count(|| join::join(&Space::unbounded(), &sets, threshold, Hot::Meet, |a, b| inputs.apart(a, b)));
    Work { number: inputs.classes().len(), unit: "classes" }
}

fn anchors(inputs: &Inputs) -> Work {
    let (texts, classes, rarity) = (inputs.texts(), inputs.classes(), inputs.rarity());
    let coverage = inputs.settings.reuse.coverage();
    count(|| {
        let lanes = anchors::lanes(texts, classes, rarity);
        anchors::find_runs(&Space::unbounded(), &lanes, coverage, Hot::Meet, |a, b| inputs.apart(a, b))
    });
    Work { number: classes.len(), unit: "classes" }
}

fn alignment(inputs: &Inputs) -> Work {
    let (texts, classes) = (inputs.texts(), inputs.classes());
    let pairs =
        links::find(&Space::unbounded(), texts, classes, inputs.rarity(), &inputs.settings.reuse, Hot::Meet);
    let words = |class: u32| -> Vec<_> {
        let paragraph = classes.classes[class as usize].first;
        texts.paragraph_tokens(paragraph).iter().copied().map(Token::word).collect()
    };
    let pairs: Vec<_> = pairs.iter().map(|pair| (words(pair.a), words(pair.b))).collect();
    count(|| {
        for (a, b) in &pairs {
            black_box(alignment::tile(a, b));
        }
    });
    Work { number: pairs.len(), unit: "pairs" }
}

fn terms(inputs: &Inputs) -> Work {
    let texts = inputs.texts();
    count(|| content::term_table(&inputs.corpus, texts));
    Work { number: texts.words.len(), unit: "distinct words" }
}

fn boilerplate(inputs: &Inputs) -> Work {
    let (texts, reuse, vectors) = (inputs.texts(), inputs.reuse(), inputs.vectors());
    count(|| {
        let body = |article| vectors.terms.body(texts, reuse, article, &inputs.vector_settings);
        boilerplate::find(&inputs.corpus, texts.n_tokens() / 2, body)
    });
    Work { number: inputs.corpus.len(), unit: "articles" }
}

fn bags(inputs: &Inputs) -> Work {
    inputs.vectors();
    let bags = count(|| inputs.bags());
    Work { number: bags.iter().map(Vec::len).sum(), unit: "features" }
}

fn vocabulary(inputs: &Inputs) -> Work {
    let bags = inputs.bags();
    count(|| {
        Vocabulary::count(&Space::unbounded(), bags.len(), bags.iter().map(Vec::len).sum(), |article| {
            bags[article.index()].clone()
        })
    });
    Work { number: bags.iter().map(Vec::len).sum(), unit: "features" }
}

fn rows(inputs: &Inputs) -> Work {
    let (vectors, bags) = (inputs.vectors(), inputs.bags());
    let features = |article: ArticleId| bags[article.index()].clone();
    let vocabulary =
        Vocabulary::count(&Space::unbounded(), bags.len(), bags.iter().map(Vec::len).sum(), features);
    let idf = |article, feature, frequency| vectors.idf(vectors.terms.language(article), feature, frequency);
    count(|| {
        weights::weigh(&Space::unbounded(), bags.len(), &vocabulary, features, idf, &inputs.vector_settings)
    });
    Work { number: bags.iter().map(Vec::len).sum(), unit: "features" }
}

fn candidates(inputs: &Inputs) -> Work {
    inputs.vectors();
    let number = count(|| inputs.candidates().len());
    Work { number, unit: "candidates" }
}

fn profiles(inputs: &Inputs) -> Work {
    let (texts, reuse, vectors) = (inputs.texts(), inputs.reuse(), inputs.vectors());
    count(|| Profiles::collect(&inputs.corpus, texts, reuse, vectors));
    Work { number: inputs.corpus.len(), unit: "articles" }
}

fn linkage(inputs: &Inputs) -> Work {
    let numbers = Numbers::collect(&inputs.corpus, inputs.texts(), inputs.reuse());
    let n_articles = inputs.corpus.len();
    let scores =
        score::score(&inputs.corpus, &numbers, n_articles, inputs.candidates(), &Coefficients::default());
    count(|| linkage::cluster(n_articles, &scores.edges, inputs.settings.events.cut()));
    Work { number: scores.edges.len(), unit: "edges" }
}
