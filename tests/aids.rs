//! What stands beside the articles, and what is said of them before anything is done: `--meta`, `--path-pattern`, `--outlets`,
//! archives, `retold inspect`, and the table of sources in README.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test may fail where it stands")]

#[allow(dead_code, reason = "not every test packs its inputs")]
mod inputs;
#[allow(dead_code, reason = "not every test asks for everything")]
mod program;

use std::{fs, io::Write, path::Path, process::Output};

use inputs::Inputs;
use program::command;
use retold::input::sources;
use serde_json::Value;
use zip::{ZipWriter, write::SimpleFileOptions};

const LEVY: &str =
    "The harbor council met on Tuesday and heard forty speakers before the vote was taken by show of hands.";
const FIRE: &str =
    "Crews reached the warehouse at dawn, and by noon the fire in the west wing was out for good.";

fn retold(folder: &Path, arguments: &[&str]) -> Output {
    command(arguments).current_dir(folder).env("COLUMNS", "80").output().unwrap()
}

/// The lines of that type of a run over these inputs.
fn lines(folder: &Path, of_type: &str, arguments: &[&str]) -> Vec<Value> {
    let output = retold(folder, &[&["cluster", "--json", "--quiet"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["type"] == of_type).collect()
}

fn warnings(folder: &Path, arguments: &[&str]) -> String {
    let output = retold(folder, &[&["cluster", "--json"], arguments].concat());
    String::from_utf8(output.stderr).unwrap()
}

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_table_is_joined_by_file_name_id_and_address() {
    let inputs = Inputs::new();
    inputs.put("texts/a/one.txt", LEVY);
    inputs.put("texts/a/two.txt", FIRE);
    inputs.put("texts/a/lost.txt", format!("{FIRE} {LEVY}"));
    inputs.put("more.jsonl", format!("{{\"id\":\"m1\",\"text\":\"{LEVY} Again.\"}}\n{{\"url\":\"http://www.x.example/p/\",\"text\":\"{FIRE} Again.\"}}\n"));
    inputs.put(
        "meta.csv",
        "filename,id,title,outlet,date,url\n\
         one.txt,,Council backs levy,Gazette,2025-03-04,\n\
         a/two,two-id,Fire out,Post,05/03/2025,\n\
         ,m1,By id,Post,14/03/2025,\n\
         ,,By address,Bote,2025-03-06,https://x.example/p\n\
         ,nobody,No such article,Bote,2025-03-06,\n",
    );
    let arguments = ["texts", "more.jsonl", "--meta", "meta.csv"];
    let mut articles = lines(inputs.path(), "article", &arguments);
    articles.sort_by_key(|article| article["title"].as_str().unwrap_or("~").to_owned());
    let of = |article: &Value| {
        let text = |key: &str| article[key].as_str().unwrap_or("null").to_owned();
        format!("{} {} {} {}", text("id"), text("title"), text("outlet"), text("published"))
    };
    let found: Vec<String> = articles.iter().map(of).collect();
    assert_eq!(
        found[..4].iter().map(|line| line.split_once(' ').unwrap().1).collect::<Vec<_>>(),
        [
            "By address Bote 2025-03-06T00:00:00Z",
            "By id Post 2025-03-14T00:00:00Z",
            "Council backs levy Gazette 2025-03-04T00:00:00Z",
            // The column as a whole says that days come first.
            "Fire out Post 2025-03-05T00:00:00Z",
        ]
    );
    assert!(found[3].starts_with("two-id "), "{found:?}");
    let told = warnings(inputs.path(), &arguments);
    assert!(told.contains("1 article not in `meta.csv`"), "{told}");
    assert!(told.contains("1 row of `meta.csv` about no article"), "{told}");
}

#[test]
fn a_table_is_read_as_any_input_is() {
    let inputs = Inputs::new();
    inputs.put(
        "dump.jsonl",
        format!("{{\"id\":\"1\",\"text\":\"{LEVY}\"}}\n{{\"id\":\"2\",\"text\":\"{FIRE}\"}}\n"),
    );
    let table = b"id,title\n1,Council backs levy\n2,Fire out\n";
    inputs.put("meta.zip", archive(&[("meta.csv", table)]));
    let titles = |meta: &str| {
        let articles = lines(inputs.path(), "article", &["dump.jsonl", "--meta", meta]);
        let mut titles: Vec<Value> = articles.iter().map(|article| article["title"].clone()).collect();
        titles.sort_by_key(Value::to_string);
        titles
    };
    assert_eq!(titles("meta.zip"), ["Council backs levy", "Fire out"]);
    assert_eq!(titles("meta.zip/meta.csv"), ["Council backs levy", "Fire out"]);
    // What is cut is told, and what cannot be joined says why.
    let packed = inputs::gzip(table);
    inputs.put("cut.csv.gz", &packed[..packed.len() - 12]);
    let told = warnings(inputs.path(), &["dump.jsonl", "--meta", "cut.csv.gz"]);
    assert!(told.contains("`cut.csv.gz`") && told.contains("the gzip stream is cut short"), "{told}");
    inputs.put("empty.jsonl", "[]\n");
    let refused = retold(inputs.path(), &["cluster", "dump.jsonl", "--meta", "empty.jsonl"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("`empty.jsonl` is not a table about articles"), "{said}");
}

#[test]
fn a_table_can_bring_the_texts_of_headlines() {
    let inputs = Inputs::new();
    inputs.put("mc.csv", "id,title,media_name,publish_date,url\n7,Council backs levy,Gazette,2025-03-04,https://g.example/7\n8,,Post,2025-03-04,https://p.example/8\n");
    inputs.put("texts.jsonl", format!("{{\"url\":\"http://g.example/7\",\"text\":\"{LEVY}\"}}\n{{\"url\":\"https://p.example/8\",\"text\":\"{FIRE}\"}}\n"));
    let articles = lines(inputs.path(), "article", &["mc.csv", "--meta", "texts.jsonl"]);
    let tokens: Vec<u64> = articles.iter().map(|article| article["tokens"].as_u64().unwrap()).collect();
    assert_eq!(articles.len(), 2);
    assert!(tokens.iter().all(|tokens| *tokens > 10), "{tokens:?}");
}

#[test]
fn paths_say_what_texts_do_not() {
    let inputs = Inputs::new();
    inputs.put("dump/the_post/2025-03-04-levy.txt", LEVY);
    inputs.put("dump/gazette/2025-03-05-fire.txt", FIRE);
    inputs.put("dump/gazette/undated.txt", format!("{FIRE} {LEVY}"));
    let pattern = "{outlet}/{date}-*.txt";
    let articles = lines(inputs.path(), "article", &["dump", "--path-pattern", pattern]);
    let of = |article: &Value| (article["outlet"].clone(), article["published"].clone());
    assert_eq!(of(&articles[0]), ("the post".into(), "2025-03-04T00:00:00Z".into()));
    assert_eq!(of(&articles[1]), ("gazette".into(), "2025-03-05T00:00:00Z".into()));
    let told = warnings(inputs.path(), &["dump", "--path-pattern", pattern]);
    assert!(told.contains("1 path like no `--path-pattern`, such as `dump/gazette/undated.txt`"), "{told}");
    let refused = retold(inputs.path(), &["cluster", "dump", "--path-pattern", "{weather}.txt"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no field `weather`"));
}

#[test]
fn outlets_get_one_name_and_an_owner() {
    let inputs = Inputs::new();
    let record = |id: u32, outlet: &str, text: &str| {
        format!(
            "{{\"id\":\"{id}\",\"title\":\"T{id}\",\"date\":\"2025-03-0{id}\",\"outlet\":\"{outlet}\",\"text\":\"{text}\"}}\n"
        )
    };
    let dump = [
        record(1, "www.post.example", LEVY),
        record(2, "Gazette", LEVY),
        record(3, "Free Sheet", LEVY),
        record(4, "The Post", FIRE),
    ];
    inputs.put("dump.jsonl", dump.concat());
    inputs.put(
        "outlets.csv",
        "alias,outlet,owner\npost.example,The Post,Brandt Media\n,Gazette,Brandt Media\n",
    );
    let outlets = lines(inputs.path(), "outlet", &["dump.jsonl", "--outlets", "outlets.csv"]);
    let names: Vec<&str> = outlets.iter().map(|outlet| outlet["outlet"].as_str().unwrap()).collect();
    assert_eq!(names, ["Free Sheet", "Gazette", "The Post"]);
    assert!(outlets[0]["owner"].is_null());
    assert_eq!(outlets[1]["owner"], outlets[2]["owner"]);
    let owner = &outlets[2]["owner"];
    assert_eq!(
        (owner["name"].as_str(), owner["outlets"].as_u64(), owner["articles"].as_u64()),
        (Some("Brandt Media"), Some(2), Some(3))
    );
    assert_eq!((owner["passages_within"].as_u64(), owner["passages_beyond"].as_u64()), (Some(1), Some(1)));
}

#[test]
fn a_run_is_read_again_with_what_stood_beside_it() {
    let inputs = Inputs::new();
    let dump = archive(&[
        ("a.jsonl", format!("{{\"id\":\"1\",\"text\":\"{LEVY}\"}}\n").as_bytes()),
        ("sub/b.csv", format!("id,text\n2,{FIRE}\n").as_bytes()),
        ("sub/photo.jpg", b"x"),
    ]);
    inputs.put("dump.zip", &dump);
    inputs.put("meta.csv", "id,title\n1,Council backs levy\n2,Fire out\n");
    let done = retold(inputs.path(), &["cluster", "dump.zip", "--meta", "meta.csv", "-o", "run", "--quiet"]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let run: Value =
        serde_json::from_str(&fs::read_to_string(inputs.path().join("run/run.json")).unwrap()).unwrap();
    let paths: Vec<&str> =
        run["inputs"].as_array().unwrap().iter().map(|input| input["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["dump.zip/a.jsonl", "dump.zip/sub/b.csv"]);
    inputs.put("claim.txt", LEVY);
    let query = retold(inputs.path(), &["query", "run", "--text", "claim.txt", "--json"]);
    assert_eq!(query.status.code(), Some(0), "{}", String::from_utf8_lossy(&query.stderr));
    assert!(String::from_utf8_lossy(&query.stdout).contains("\"article_id\":\"1\""));
    inputs.put("meta.csv", "id,title\n1,Another headline\n");
    let changed = retold(inputs.path(), &["query", "run", "--text", "claim.txt"]);
    assert_eq!(changed.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&changed.stderr)
            .contains("`meta.csv`, which `run` was made from, has changed")
    );
}

#[test]
fn archives_are_not_trusted() {
    let inputs = Inputs::new();
    let good = format!("{{\"title\":\"Good\",\"text\":\"{LEVY}\"}}\n");
    let mut damaged =
        archive(&[("a.jsonl", good.as_bytes()), ("b.jsonl", good.replace("Good", "Bad").as_bytes())]);
    // The last byte of the second member's data.
    let at = damaged.windows(4).position(|window| window == b"PK\x01\x02").unwrap() - 1;
    damaged[at] ^= 0xff;
    inputs.put("damaged.zip", &damaged);
    inputs.put("torn.zip", &damaged[..damaged.len() / 2]);
    inputs.put("office.zip", archive(&[("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")]));
    inputs.put("nested.zip", archive(&[("inner.txt", &archive(&[("x.txt", b"text")]))]));
    let rejects = lines(inputs.path(), "reject", &["damaged.zip", "torn.zip", "office.zip", "nested.zip"]);
    let reason = |file: &str| {
        let reject = rejects.iter().find(|reject| reject["file"].as_str().unwrap().starts_with(file));
        reject.unwrap_or_else(|| panic!("{file}: {rejects:?}"))["reason"].as_str().unwrap().to_owned()
    };
    let reasons = ["longer than the archive says", "cut short", "checksum is wrong", "zip stream is damaged"];
    let said = reason("damaged.zip/b.jsonl");
    assert!(reasons.iter().any(|reason| said.contains(reason)), "{said}");
    assert!(reason("torn.zip").contains("zip archive is damaged"), "{}", reason("torn.zip"));
    assert!(reason("office.zip").contains("office document"));
    assert!(reason("nested.zip").contains("within another"));
}

#[test]
fn what_is_made_to_fill_a_memory_is_cut() {
    let inputs = Inputs::new();
    let line = "{\"title\":\"Nothing but space\"}\n";
    let filler = vec![b' '; 1 << 20];
    let mut bomb = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    bomb.write_all(line.as_bytes()).unwrap();
    for _ in 0..1100 {
        bomb.write_all(&filler).unwrap();
    }
    inputs.put("bomb.jsonl.zst", bomb.finish().unwrap());
    let rejects = lines(inputs.path(), "reject", &["bomb.jsonl.zst"]);
    assert!(
        rejects.iter().any(|reject| reject["reason"].as_str().unwrap().contains("longer than 256 MiB")
            || reject["reason"].as_str().unwrap().contains("250 times its size")),
        "{rejects:?}"
    );
    let articles = lines(inputs.path(), "article", &["bomb.jsonl.zst"]);
    assert_eq!(articles.len(), 1, "what came before is kept");
}

#[test]
fn inspect_says_what_was_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/news-please");
    let output = retold(&folder, &["inspect", "input.jsonl", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["profile"], "news-please");
    assert_eq!(
        (found["records"].as_u64(), found["articles"].as_u64(), found["rejected"].as_u64()),
        (Some(4), Some(3), Some(1))
    );
    let mapped: Vec<(&str, &str, u64)> = found["mapping"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mapped| {
            (
                mapped["field"].as_str().unwrap(),
                mapped["column"].as_str().unwrap(),
                mapped["records"].as_u64().unwrap(),
            )
        })
        .collect();
    assert!(
        mapped.contains(&("text", "maintext", 2)) && mapped.contains(&("date", "date_modify", 1)),
        "{mapped:?}"
    );
    let columns = found["columns"].as_array().unwrap();
    let summary = columns.iter().find(|column| column["column"] == "description").unwrap();
    assert_eq!((summary["records"].as_u64(), summary["is_used"].as_bool()), (Some(1), Some(false)));
    assert_eq!(found["reasons"][0]["row"], 4);
    assert_eq!(found["next"], "retold cluster input.jsonl -o my-run");
    let schema = retold(&folder, &["schema", "inspection"]);
    let schema: Value = serde_json::from_slice(&schema.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&found));
    let page = retold(&folder, &["inspect", "input.jsonl"]);
    insta::assert_snapshot!("inspect", String::from_utf8(page.stdout).unwrap());
}

/// `UPDATE_README=1` writes the table.
#[test]
fn readme_has_the_table_of_sources() {
    const MARKS: [&str; 2] =
        ["<!-- sources: made by `cargo test --test aids` -->\n", "<!-- end of sources -->\n"];
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(MARKS[0]).expect("a mark in README.md");
    let (table, after) = rest.split_once(MARKS[1]).expect("a mark in README.md");
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(&path, [before, MARKS[0], &sources::markdown(), MARKS[1], after].concat()).unwrap();
        return;
    }
    assert_eq!(table, sources::markdown(), "run `UPDATE_README=1 cargo test --test aids`");
}
