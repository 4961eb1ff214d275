//! Reading, through the public interface: every format and compression, what is refused and why, and the promise that
//! the corpus does not depend on how the records were stored.

#![expect(clippy::expect_used, reason = "a test that cannot prepare its files has failed")]

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use retold::article::{Article, Corpus, DatePrecision};
use retold::error::Error;
use retold::input::{Field, InputSettings, read};
use retold::progress::Silent;

mod inputs;

use inputs::{Inputs, gzip, zst};

impl Inputs {
    fn read(&self) -> Result<Corpus, Error> {
        read_one(self.path())
    }
}

fn read_one(path: &Path) -> Result<Corpus, Error> {
    read(&[path.to_path_buf()], &InputSettings::default(), &Silent)
}

/// All that a corpus says, without where it was read from.
fn content(corpus: &Corpus) -> Vec<String> {
    let article = |article: &Article| {
        let Article { id, title, text, title_span, published, lang, url, byline, .. } = article;
        let outlet = article.outlet.map(|outlet| &corpus.outlets[outlet.0 as usize]);
        format!("{id} {outlet:?} {title:?} {text:?} {title_span:?} {published:?} {lang:?} {url:?} {byline:?}")
    };
    corpus.articles.iter().map(article).chain(corpus.warnings.iter().cloned()).collect()
}

fn rejects(corpus: &Corpus) -> Vec<(String, u64, String)> {
    let name = |path: &str| Path::new(path).file_name().expect("a name").to_string_lossy().into_owned();
    corpus.rejects.iter().map(|reject| (name(&reject.file), reject.row, reject.reason.clone())).collect()
}

const RECORDS: [&str; 5] = [
    r#"{"id":"1","title":"Talks go on","text":"One.","published":"2020-01-02T10:00:00Z","source":"CNN","lang":"en"}"#,
    r#"{"id":"2","title":"Talks end","text":"Two.","published":"2020-01-01","source":"BBC","lang":"en"}"#,
    r#"{"id":"3","title":"No date","text":"Three.","source":"BBC"}"#,
    r#"{"id":"2","title":"Another two","text":"Two, again.","published":"2020-01-03","source":"AP"}"#,
    r#"{"title":"Nameless","text":"Four.","url":"https://www.example.org/4","date":"03/04/2020"}"#,
];

#[test]
fn all_formats_and_compressions_give_the_same_corpus() {
    let lines = RECORDS.join("\n");
    let array = format!("[{}]", RECORDS.join(",\n"));
    let wrapped = format!("{{\"status\":\"ok\",\"articles\":{array}}}");
    let utf16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(lines.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let csv = "id,title,text,published,source,lang,url,date\n\
        1,Talks go on,One.,2020-01-02T10:00:00Z,CNN,en,,\n\
        2,Talks end,Two.,2020-01-01,BBC,en,,\n3,No date,Three.,,BBC,,None,NaN\n\
        2,Another two,\"Two, again.\",2020-01-03,AP,,,\n,Nameless,Four.,,,,https://www.example.org/4,03/04/2020\n";
    let tsv = csv
        .replace("\"Two, again.\"", "Two; again.")
        .replace(',', "\t")
        .replace("Two; again.", "Two, again.");
    let stored: Vec<(&str, Vec<u8>)> = vec![
        ("a.jsonl", lines.clone().into()),
        ("a.ndjson", format!("\u{feff}{}\r\n", lines.replace('\n', "\r\n")).into()),
        ("a.json", lines.clone().into()),
        ("b.json", array.clone().into()),
        ("c.json", wrapped.into()),
        ("plain", lines.clone().into()),
        ("dump.jsonl.gz", gzip(lines.as_bytes())),
        ("misnamed.jsonl", zst(lines.as_bytes())),
        ("dump.gz", gzip(array.as_bytes())),
        ("members.jsonl.gz", [gzip(&lines.as_bytes()[..100]), gzip(&lines.as_bytes()[100..])].concat()),
        ("frames.jsonl.zst", [zst(&lines.as_bytes()[..100]), zst(&lines.as_bytes()[100..])].concat()),
        ("utf16.jsonl", utf16),
        ("a.csv", csv.into()),
        ("crlf.csv", csv.replace('\n', "\r\n").into()),
        ("b.csv", tsv.clone().into()),
        ("a.tsv.gz", gzip(tsv.as_bytes())),
        ("table", csv.into()),
    ];
    let mut expected = None;
    for (name, bytes) in stored {
        let inputs = Inputs::new();
        let corpus = read_one(&inputs.put(name, bytes)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(rejects(&corpus), [], "{name}");
        assert_eq!(corpus.files[0].records, 5, "{name}");
        let content = content(&corpus);
        assert_eq!(&content, expected.get_or_insert_with(|| content.clone()), "{name}");
    }
    let expected = expected.expect("at least one format");
    assert!(expected[0].starts_with("2 Some(\"BBC\") Some(\"Talks end\")"), "{expected:#?}");
    assert!(expected[2].starts_with("2~"), "{expected:#?}");
    assert!(expected[4].contains("Some(\"example.org\")"), "{expected:#?}");
    assert_eq!(expected.len(), 5 + 2, "{expected:#?}");
}

#[test]
fn order_and_splitting_do_not_matter() {
    let whole = Inputs::new();
    whole.put("all.jsonl", RECORDS.join("\n"));
    let expected = content(&whole.read().expect("articles"));
    let split = Inputs::new();
    let mut paths: Vec<PathBuf> = RECORDS
        .iter()
        .enumerate()
        .map(|(number, record)| split.put(&format!("{}.jsonl", 9 - number), record))
        .collect();
    for _ in 0..paths.len() {
        paths.rotate_left(1);
        let corpus = read(&paths, &InputSettings::default(), &Silent).expect("articles");
        assert_eq!(content(&corpus), expected);
        assert!(corpus.files.is_sorted_by(|a, b| a.path < b.path));
    }
}

#[test]
fn day_and_month_are_decided_over_all_files() {
    let inputs = Inputs::new();
    inputs.put("a.csv", "title,pub_date\na,03/04/2020\n");
    inputs.put("b.csv", "title,date\nb,25/04/2020\n");
    // Nothing in the column `pub_date` decides.
    let corpus = inputs.read().expect("articles");
    assert_eq!(corpus.articles.iter().filter(|article| article.published.is_none()).count(), 1);
    inputs.put("a.csv", "title,date\na,03/04/2020\n");
    let corpus = inputs.read().expect("articles");
    let days: Vec<_> =
        corpus.articles.iter().map(|a| a.published.map(|p| (p.seconds, p.precision))).collect();
    assert_eq!(days, [Some((1_585_872_000, DatePrecision::Day)), Some((1_587_772_800, DatePrecision::Day))]);
}

#[test]
fn refusals_name_file_row_byte_and_reason() {
    let inputs = Inputs::new();
    inputs.put(
        "a.jsonl",
        b"{\"title\":\"t\"}\n{\"title\":\n\n[]\n{\"text\":\" \"}\n{\"title\":\"a\0\"}\n{\"title\":\"u\"}",
    );
    inputs.put("b.csv", "title,text\nt,u,v\n\"open,u\nx,y\n");
    inputs.put("c.json", r#"[{"title":"x"},{"title":"\ud800"}]"#);
    inputs.put("d.txt", " \n");
    inputs.put("e.jsonl", "{\"title\":\"t\"}\n");
    let corpus = inputs.read().expect("articles");
    let mut expected = [
        ("a.jsonl", 2, "malformed JSON at column 9: EOF while parsing a value"),
        ("a.jsonl", 4, "not an object"),
        ("a.jsonl", 5, "no text and no title"),
        (
            "a.jsonl",
            6,
            "malformed JSON at column 12: control character (\\u0000-\\u001F) found while parsing a string",
        ),
        ("b.csv", 2, "3 fields where the header has 2"),
        ("b.csv", 3, "unbalanced quotes"),
        ("c.json", 2, "malformed JSON at column 17: unexpected end of hex escape"),
        ("d.txt", 1, "no text and no title"),
    ]
    .map(|(file, row, reason)| (file.to_owned(), row, reason.to_owned()))
    .to_vec();
    let first = inputs.path().join("a.jsonl");
    expected.push(("e.jsonl".into(), 1, format!("duplicate of {}:1", first.display())));
    assert_eq!(rejects(&corpus), expected);
    assert_eq!(corpus.rejects[1].byte, Some(25));
    let counts: Vec<_> = corpus.files.iter().map(|file| (file.records, file.rejected)).collect();
    assert_eq!(counts, [(6, 4), (3, 2), (2, 1), (1, 1), (1, 1)]);
    assert_eq!(corpus.len(), 4);
}

#[test]
fn a_cut_stream_keeps_what_came_before() {
    let record = |n: u32| format!("{{\"id\":\"{n}\",\"title\":\"{}\"}}\n", n.wrapping_mul(2_654_435_761));
    let lines: String = (0..50_000).map(record).collect();
    for (name, stored) in [("a.jsonl.gz", gzip(lines.as_bytes())), ("a.jsonl.zst", zst(lines.as_bytes()))] {
        let inputs = Inputs::new();
        let corpus = read_one(&inputs.put(name, &stored[..stored.len() * 2 / 3])).expect("articles");
        let (kept, rejects) = (corpus.len() as u64, rejects(&corpus));
        assert!(kept > 0 && kept < 50_000, "{name}: {kept}");
        assert_eq!(rejects.len(), 1, "{name}");
        assert_eq!(rejects[0].1, kept + 1, "{name}");
        assert!(rejects[0].2.contains("cut short"), "{name}: {}", rejects[0].2);
        assert_eq!(corpus.files[0].bytes as usize, stored.len() * 2 / 3, "{name}");
    }
    let inputs = Inputs::new();
    let rows: String = (0..3_000u32).map(|n| format!("{},{n}\n", n.wrapping_mul(2_654_435_761))).collect();
    let stored = gzip(format!("title,text\n{rows}").as_bytes());
    inputs.put("a.csv.gz", &stored[..stored.len() / 2]);
    let corpus = inputs.read().expect("articles");
    assert_eq!(corpus.rejects.len(), 1);
    assert!(corpus.rejects[0].reason.starts_with("the gzip stream is cut short"));
    assert_eq!(corpus.rejects[0].row, corpus.len() as u64 + 2);
}

#[test]
fn nothing_to_read_is_an_error_with_a_hint() {
    let inputs = Inputs::new();
    let error = inputs.read().expect_err("nothing").to_string();
    assert!(error.contains("no file of a known type"), "{error}");
    inputs.put("a.jsonl", "{\"headlin\":\"t\"}\n");
    let error = inputs.read().expect_err("nothing").to_string();
    assert!(error.contains("a.jsonl:1`: no text and no title; say which columns"), "{error}");
    for name in ["empty.jsonl", "empty.csv", "empty.json", "empty"] {
        let error = read_one(&inputs.put(name, "")).expect_err("nothing").to_string();
        assert!(error.starts_with("no articles in `"), "{name}: {error}");
    }
    let error = read_one(&inputs.put("feeds", "<?xml version='1.0'?><opml version='2.0'><body/></opml>"))
        .expect_err("nothing")
        .to_string();
    assert!(error.contains("a list of feeds (OPML), not articles"), "{error}");
}

#[test]
fn a_missing_input_ends_the_run_with_its_name() {
    let inputs = Inputs::new();
    let present = inputs.put("a.jsonl", RECORDS[0]);
    let missing = inputs.path().join("nowhere.jsonl");
    let error = read(&[present, missing.clone()], &InputSettings::default(), &Silent).expect_err("missing");
    assert!(matches!(&error, Error::Read { path, .. } if *path == missing), "{error}");
}

#[test]
fn folders_are_read_in_order_without_what_is_not_ours() {
    let inputs = Inputs::new();
    inputs.put("b/two.txt", "Second headline here\n\nText two.");
    inputs.put("a/one.txt", "First headline here\n\nText one.");
    inputs.put(".hidden/three.txt", "Text three.");
    inputs.put("a/.four.txt", "Text four.");
    inputs.put("a/photo.jpg", [0xff, 0xd8]);
    inputs.put("README.md", "# Read me");
    for result in ["run.json", "articles.jsonl", "events.jsonl"] {
        inputs.put(&format!("a-run/{result}"), "{\"id\": \"of a run\", \"title\": \"Not an article\"}\n");
    }
    // The temporary folder itself has a hidden name, which counts only below what was typed.
    let corpus = inputs.read().expect("articles");
    let ids: Vec<_> = corpus.articles.iter().map(|article| &*article.id).collect();
    assert_eq!(ids, ["one", "two"]);
    assert_eq!(corpus.articles[0].title.as_deref(), Some("First headline here"));
    assert!(corpus.articles[0].text.read().starts_with("First headline here\n"));
    let outlets: Vec<_> = corpus.outlets.iter().map(|outlet| &**outlet).collect();
    assert_eq!(outlets, ["a", "b"], "folders side by side are outlets");
    assert_eq!(corpus.warnings.len(), 2);
    assert!(
        corpus.warnings[0].starts_with("2 files of a type that is not read, such as"),
        "{:?}",
        corpus.warnings
    );
}

#[test]
fn settings_map_filter_and_limit() {
    let inputs = Inputs::new();
    let path = inputs.put("a.jsonl", RECORDS.join("\n"));
    let get =
        |settings: InputSettings| read(std::slice::from_ref(&path), &settings, &Silent).expect("articles");
    let corpus = get(InputSettings { map: vec![(Field::Text, "Source".into())], ..Default::default() });
    assert_eq!(corpus.articles.iter().filter(|article| &*article.text.read() == "BBC").count(), 2);
    assert!(corpus.files[0].mapping.contains(&("text".into(), "source".into(), 4)));
    assert!(corpus.files[0].mapping.contains(&("outlet".into(), "host of url".into(), 1)));
    let new_year = 1_577_836_800;
    let (since, until) = (Some(new_year + 1), Some(new_year + 86_400 * 2 - 1));
    let corpus = get(InputSettings { since, until, ..Default::default() });
    let ids: Vec<_> = corpus.articles.iter().map(|article| &*article.id).filter(|id| id.len() == 1).collect();
    assert_eq!(ids, ["1", "3"]);
    assert!(corpus.warnings.contains(&"2 articles outside the time asked for: left out".to_owned()));
    let corpus = get(InputSettings { limit: Some(2), ..Default::default() });
    assert_eq!((corpus.len(), corpus.files[0].records), (2, 2));
}

#[test]
fn odd_characters_survive() {
    let inputs = Inputs::new();
    inputs.put("a.jsonl", "{\"title\":\"a\\u0000b\",\"text\":\"\\u202e\"}");
    inputs.put("b.txt", b"Caf\xe9 reopens today\n\nAll is well.");
    inputs.put("c.txt", b"A torn file\n\nAll\0 is not well.");
    let corpus = inputs.read().expect("articles");
    assert!(corpus.articles.iter().any(|article| article.title.as_deref() == Some("a\0b")));
    assert!(corpus.articles.iter().any(|article| article.title.as_deref() == Some("Café reopens today")));
    assert_eq!(corpus.rejects[0].reason, "holds NUL characters, which no text does");
    assert!(corpus.warnings.contains(&"1 text not in UTF-8: read as Windows-1252".to_owned()));
}

/// The documents that started the project, where they are at hand.
#[test]
fn seeds_have_their_headlines() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/seeds");
    if !folder.exists() {
        eprintln!("skipped: {} is absent", folder.display());
        return;
    }
    let corpus = read_one(&folder).expect("articles");
    let titles: Vec<_> =
        corpus.articles.iter().map(|article| article.title.as_deref().unwrap_or("none")).collect();
    let expected = [
        "Pompeo tells Taliban 'not to attack Americans'",
        "Pompeo asks Taliban 'not to attack Americans' amid reports Russia paid militants to kill US troops in \
         Afghanistan",
        "none",
        "Taliban Delegation Met With US Special Envoy During His Trip to Pakistan - Reports",
        "none",
    ];
    assert_eq!(titles, expected);
    let byline = corpus.articles[4].byline.as_deref().unwrap_or_default();
    assert!(byline.starts_with("By Eltaf Najafizada and Josh Wingrove"), "{byline}");
    for article in &corpus.articles {
        assert_eq!(
            article.title_span.map(|span| span.of(&article.text.read()).to_owned()),
            article.title.as_deref().map(str::to_owned)
        );
    }
}

/// Bytes that look like input, damaged in a few places; with the number of lines that are not blank.
fn damaged() -> impl Strategy<Value = (String, Vec<u8>, u64)> {
    let lines = format!("{}\n", RECORDS.join("\n"));
    let csv = "id,title,text,date\n1,a,\"x\ny\",2020-01-01\n2,b,\"z\",01/02/2020\n3,c,w,soon\n";
    let whole = prop::sample::select(vec![
        ("a.jsonl", lines.clone().into_bytes()),
        ("a.json", format!("[{}]", RECORDS.join(",")).into_bytes()),
        ("a.csv", csv.as_bytes().to_vec()),
        ("a.txt", b"A headline of sorts\n\nBy Ann Lee\n\nText.".to_vec()),
        ("a.jsonl.gz", gzip(lines.as_bytes())),
        ("a.csv.zst", zst(csv.as_bytes())),
        ("a", lines.into_bytes()),
    ]);
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 0..8);
    (whole, edits).prop_map(|((name, mut bytes), edits)| {
        for (index, byte, kind) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = index.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => bytes.truncate(at),
            }
        }
        let lines = bytes.split(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty()).count() as u64;
        (name.to_owned(), bytes, lines)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_input_never_panics_and_is_accounted_for((name, bytes, lines) in damaged()) {
        let inputs = Inputs::new();
        let path = inputs.put(&name, &bytes);
        if let Ok(corpus) = read_one(&path) {
            let file = &corpus.files[0];
            prop_assert_eq!(file.records, (corpus.len() + corpus.rejects.len()) as u64);
            prop_assert_eq!(file.rejected, corpus.rejects.len() as u64);
            let is_marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
            if name == "a.jsonl" && file.format == "jsonl" && !is_marked {
                prop_assert_eq!(file.records, lines);
            }
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), kind in 0..6usize) {
        let name = ["a.jsonl", "a.json", "a.csv", "a.txt", "a", "a.gz"][kind];
        let magic: &[u8] = [&[0x1f, 0x8b, 8][..], &[0x28, 0xb5, 0x2f, 0xfd], &[0xff, 0xfe], b""][bytes.len() % 4];
        let inputs = Inputs::new();
        let path = inputs.put(name, [magic, &bytes].concat());
        if let Ok(corpus) = read_one(&path) {
            prop_assert_eq!(corpus.files[0].records, (corpus.len() + corpus.rejects.len()) as u64);
        }
    }
}
