//! Many files, through the public interface: they give what one file with their records gives, on any number of threads, and
//! those that cannot be read are told of and do not keep the others from being read.

#![expect(clippy::expect_used, reason = "a test that cannot prepare its files has failed")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use retold::article::Corpus;
use retold::error::Error;
use retold::input::{InputSettings, UNREADABLE, read};
use retold::progress::Silent;

mod inputs;

use inputs::{Inputs, gzip, zst};

impl Inputs {
    #[cfg(unix)]
    fn link(&self, name: &str, to: &str) -> PathBuf {
        let path = self.path().join(name);
        std::os::unix::fs::symlink(to, &path).expect("a link");
        path
    }

    fn read(&self, limit: Option<u64>, threads: usize) -> Result<Corpus, Error> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let settings = InputSettings { limit, ..InputSettings::default() };
        pool.install(|| read(&[self.path().to_path_buf()], &settings, &Silent))
    }
}

/// Both halves compressed on their own, one behind the other.
fn halves(bytes: &[u8], compress: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let (first, second) = bytes.split_at(bytes.len() / 2);
    [compress(first), compress(second)].concat()
}

/// A text with a headline, that hardly packs.
fn text(number: usize, words: usize) -> String {
    let mut text = format!("Headline of number {number}\n\nIt says");
    let mut state = number as u64 + 1;
    for _ in 0..words {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let _ = write!(text, " {:x}", state >> 32);
    }
    text + "."
}

fn record(number: usize, words: usize) -> String {
    let (title, text) = (format!("Headline of number {number}"), text(number, words));
    serde_json::json!({"id": format!("n{number}"), "title": title, "text": text}).to_string() + "\n"
}

fn records(numbers: impl IntoIterator<Item = usize>, words: usize) -> String {
    numbers.into_iter().map(|number| record(number, words)).collect()
}

/// All that a corpus says, without where it was read from.
fn said(corpus: &Corpus) -> Vec<String> {
    let articles = corpus.articles.iter();
    let articles = articles.map(|article| format!("{} {:?} {:?}", article.id, article.title, article.text));
    articles.chain(corpus.warnings.iter().cloned()).collect()
}

/// All of a corpus.
fn all(corpus: &Corpus) -> String {
    format!("{:?}\n{:?}\n{:?}", said(corpus), corpus.files, corpus.rejects)
}

fn rejects(corpus: &Corpus) -> Vec<(&str, u64, &str)> {
    let name = |path: &str| Path::new(path).file_name().map_or(0, |name| path.len() - name.len());
    let rejects = corpus.rejects.iter();
    rejects.map(|reject| (&reject.file[name(&reject.file)..], reject.row, reject.reason.as_str())).collect()
}

#[test]
fn three_thousand_files_say_what_one_says() {
    const FILES: usize = 3_000;
    let inputs = Inputs::new();
    for file in 0..FILES {
        let (one, three) = (file * 3, records(file * 3..file * 3 + 3, 20));
        let three = three.as_bytes();
        let name = |extension: &str| format!("{}/{file:04}.{extension}", file / 100);
        // A text file has one article, with the name of the file; the two records that are left go beside it.
        let plain = |name: &str, stored: &dyn Fn(&[u8]) -> Vec<u8>| {
            inputs.put(&format!("{}/{name}", file / 100), stored(text(one, 20).as_bytes()));
            inputs.put(&format!("{}/{file:04}.rest.jsonl", file / 100), records(one + 1..one + 3, 20));
        };
        match file % 8 {
            0 => drop(inputs.put(&name("jsonl.gz"), halves(three, gzip))),
            1 => drop(inputs.put(&name("jsonl.zst"), halves(three, zst))),
            2 => drop(inputs.put(&name("jsonl"), three)),
            3 => plain(&format!("n{one}.txt"), &|bytes| bytes.to_vec()),
            4 => plain(&format!("n{one}.txt.gz"), &|bytes| halves(bytes, gzip)),
            5 => drop(inputs.put(&name("json.zst"), zst(three))),
            6 => drop(inputs.put(&name("gz"), gzip(three))),
            _ => {
                let rows: String = (one..one + 3)
                    .map(|n| format!("n{n},Headline of number {n},\"{}\"\n", text(n, 20)))
                    .collect();
                inputs.put(&name("csv"), format!("id,title,text\n{rows}"));
            }
        }
    }
    let whole = Inputs::new();
    whole.put("all.jsonl", records(0..FILES * 3, 20));
    let expected = said(&whole.read(None, 2).expect("articles"));
    assert_eq!(expected.len(), FILES * 3);
    let corpus = inputs.read(None, 2).expect("articles");
    assert_eq!((rejects(&corpus), corpus.files.len()), (vec![], FILES + FILES / 4));
    assert!(said(&corpus) == expected);
    for threads in [1, 5] {
        assert!(all(&inputs.read(None, threads).expect("articles")) == all(&corpus), "{threads} threads");
    }
    let first = inputs.read(Some(100), 2).expect("articles");
    assert_eq!((first.len(), first.files.len()), (100, 37), "as many files, in order, as it takes");
    assert!(all(&inputs.read(Some(100), 5).expect("articles")) == all(&first));
}

#[test]
fn large_files_of_all_kinds_are_read_beside_each_other() {
    const RECORDS: usize = 1_000;
    let inputs = Inputs::new();
    let part = |file: usize| records(file * RECORDS..(file + 1) * RECORDS, 600);
    let array = |file: usize| format!("[{}]", part(file).trim_end().replace('\n', ","));
    inputs.put("0.jsonl", part(0));
    inputs.put("1.json", array(1));
    inputs.put("2.json.gz", gzip(array(2).as_bytes()));
    inputs.put("3.json.zst", zst(part(3).as_bytes()));
    inputs.put("4.gz", halves(part(4).as_bytes(), gzip));
    inputs.put("5.jsonl", part(5));
    inputs.put("small.jsonl", records(6 * RECORDS..7 * RECORDS, 600));
    let sizes = inputs.path().read_dir().expect("a folder");
    assert!(sizes.flatten().all(|file| file.metadata().is_ok_and(|file| file.len() > 2 << 20)));
    let whole = Inputs::new();
    whole.put("all.jsonl", (0..7).map(part).collect::<String>());
    let expected = said(&whole.read(None, 1).expect("articles"));
    let corpus = inputs.read(None, 1).expect("articles");
    assert!(corpus.rejects.is_empty() && said(&corpus) == expected);
    for threads in [2, 5] {
        assert!(all(&inputs.read(None, threads).expect("articles")) == all(&corpus), "{threads} threads");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_leaves_the_others() {
    let inputs = Inputs::new();
    inputs.put("good.jsonl", records(0..5, 20));
    inputs.put("named.jsonl/inside.jsonl", records(5..10, 20));
    inputs.put(
        "tail.jsonl.gz",
        [gzip(records(10..15, 20).as_bytes()), b"This is no member of a gzip file.".to_vec()].concat(),
    );
    let lines = zst(records(20..400, 2_000).as_bytes());
    inputs.put("cut.jsonl.zst", &lines[..lines.len() / 2]);
    inputs.link("gone.jsonl", "nowhere");
    inputs.link("a.txt", "a.txt");
    // Of no type that is read in a folder, and hidden, as the locks of an editor are.
    inputs.link("latest", "nowhere");
    inputs.link(".#good.jsonl", "user@host.1");
    let corpus = inputs.read(None, 2).expect("articles");
    let found = rejects(&corpus);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[0].0 == "a.txt" && found[0].2.starts_with("cannot be read: "), "{found:?}");
    let read_of_cut = corpus.len() as u64 - 15;
    assert!(
        found[1].0 == "cut.jsonl.zst" && found[1].2.starts_with("the zstd stream is cut short"),
        "{found:?}"
    );
    assert!(read_of_cut > 50 && found[1].1 == read_of_cut + 1, "{read_of_cut} of 380");
    assert!(
        found[2].0 == "gone.jsonl" && found[2].2.starts_with("cannot be read: No such file"),
        "{found:?}"
    );
    assert_eq!((found[3].0, found[3].1), ("tail.jsonl.gz", 6));
    assert!(found[3].2.starts_with("the gzip stream is damaged"), "{found:?}");
    let files: Vec<_> =
        corpus.files.iter().map(|file| (&*file.format, file.records, file.rejected)).collect();
    let cut = read_of_cut + 1;
    assert_eq!(
        files,
        [
            (UNREADABLE, 1, 1),
            ("jsonl+zstd", cut, 1),
            (UNREADABLE, 1, 1),
            ("jsonl", 5, 0),
            ("jsonl", 5, 0),
            ("jsonl+gzip", 6, 1)
        ]
    );
    let first = inputs.path().join("a.txt");
    let warning = format!(
        "2 files could not be read, 2 more only in part, such as `{}`: the rejects say why; repair or replace them and \
         run again",
        first.display()
    );
    assert!(corpus.warnings.contains(&warning), "{:?}", corpus.warnings);
    assert!(corpus.warnings.iter().any(|warning| warning.starts_with("1 file of a type that is not read")));
    for threads in [1, 5] {
        assert_eq!(all(&inputs.read(None, threads).expect("articles")), all(&corpus), "{threads} threads");
    }
    // Under a limit, too; a file that cannot be read is none of the records.
    let first = inputs.read(Some(cut + 3), 2).expect("articles");
    assert_eq!((first.files.len(), first.len() as u64), (4, cut - 1 + 3));
}

/// The memory of this process opens as a file, and then cannot be read from its beginning, not even by root.
#[cfg(target_os = "linux")]
#[test]
fn an_error_of_the_disk_is_told() {
    let inputs = Inputs::new();
    inputs.put("good.jsonl", records(0..5, 20));
    inputs.link("sick.jsonl", "/proc/self/mem");
    let corpus = inputs.read(None, 2).expect("articles");
    assert_eq!(corpus.len(), 5);
    assert_eq!(rejects(&corpus), [("sick.jsonl", 1, "cannot be read: Input/output error (os error 5)")]);
    assert!(corpus.warnings[0].starts_with("1 file could not be read, such as"), "{:?}", corpus.warnings);
}

#[cfg(unix)]
#[test]
fn what_does_not_exist_or_leaves_nothing_is_an_error() {
    let inputs = Inputs::new();
    let good = inputs.put("good.jsonl", records(0..5, 20));
    let link = inputs.link("gone.jsonl", "nowhere");
    for missing in [link.clone(), good.join("below"), inputs.path().join("none.jsonl")] {
        let error = read(&[good.clone(), missing.clone()], &InputSettings::default(), &Silent);
        let error = error.expect_err("missing");
        assert!(matches!(&error, Error::Read { path, .. } if *path == missing), "{error}");
    }
    fs::remove_file(good).expect("it is there");
    let error = inputs.read(None, 2).expect_err("nothing").to_string();
    assert!(error.starts_with("no articles in "), "{error}");
    assert!(error.contains(&format!("{}:1`: cannot be read: No such file", link.display())), "{error}");
}
