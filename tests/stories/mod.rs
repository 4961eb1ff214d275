//! A dump of running stories from a seed: what tests of cuts are made on.

#[path = "../synthetic/mod.rs"]
mod synthetic;

use serde_json::json;
use synthetic::Random;

/// A dump in which events have from one to a dozen articles, some of them copies, some undated, some without a headline.
pub(crate) fn generated() -> Vec<String> {
    let mut random = Random::new(5);
    let words = |random: &mut Random, event: usize, n_words: usize| -> String {
        let word = |random: &mut Random| match random.below(4) {
            0 => format!("usual{}", random.below(30)),
            1 => format!("Place{event}"),
            2 => format!("topic{}x{}", event / 3, random.below(15)),
            _ => format!("event{event}y{}", random.below(12)),
        };
        (0..n_words).map(|_| word(random)).collect::<Vec<_>>().join(" ") + "."
    };
    let mut records = Vec::new();
    for event in 0..60 {
        for number in 0..1 + random.below(12) {
            let text = words(&mut random, event, 60);
            let copies = 1 + usize::from(random.below(9) == 0);
            for copy in 0..copies {
                let title = (random.below(7) > 0).then(|| words(&mut random, event, 6));
                let day = 1 + event % 20 + number % 3;
                let date =
                    (random.below(8) > 0).then(|| format!("2025-03-{day:02}T{:02}:00:00Z", random.below(24)));
                let outlet = (random.below(9) > 0).then(|| format!("Outlet {}", random.below(9)));
                let id = format!("e{event}n{number}c{copy}");
                records.push(
                    json!({"id": id, "title": title, "text": text, "published": date, "outlet": outlet})
                        .to_string(),
                );
            }
        }
    }
    records
}
