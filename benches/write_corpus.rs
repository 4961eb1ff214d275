//! `cargo run --release --example corpus -- N [SEED]`: the corpus of the benches, of any size, to standard output.

mod corpus;

use std::{
    error::Error,
    io::{self, BufWriter, Write},
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let n_articles = arguments.next().ok_or("say how many articles")?.parse()?;
    let seed = arguments.next().map_or(Ok(corpus::SEED), |seed| seed.parse())?;
    let mut out = BufWriter::new(io::stdout().lock());
    corpus::write(n_articles, seed, &mut out)?;
    Ok(out.flush()?)
}
