//! A network as GraphML, for networkx, igraph, Cytoscape, Gephi.

use std::io::{self, Write};

use serde_json::Value;

use super::{
    network::{self, EDGE_ATTRIBUTES, Over, TEXT},
    xml::Escaped,
};
use crate::run::Recorded;

pub(super) fn write(out: &mut dyn Write, recorded: &Recorded, over: Over) -> io::Result<Vec<String>> {
    let network = network::of_run(recorded, over)?;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns \
         http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">"
    )?;
    writeln!(out, "<desc>{}</desc>", network.description)?;
    let nodes = [("label", TEXT)].into_iter().chain(network.node_attributes.iter().copied());
    let edges = [("weight", "double")].into_iter().chain(EDGE_ATTRIBUTES);
    for (element, (name, kind)) in nodes.map(|of| ("node", of)).chain(edges.map(|of| ("edge", of))) {
        writeln!(
            out,
            "<key id=\"{element}_{name}\" for=\"{element}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        )?;
    }
    writeln!(out, "<graph id=\"{}\" edgedefault=\"directed\">", over.name())?;
    for node in &network.nodes {
        write!(out, "<node id=\"{}\">", Escaped(&node.id))?;
        data(out, "node_label", &Value::from(&*node.label))?;
        for ((name, _), value) in network.node_attributes.iter().zip(&node.values) {
            data(out, &format!("node_{name}"), value)?;
        }
        writeln!(out, "</node>")?;
    }
    for (number, edge) in network.edges.iter().enumerate() {
        let (from, to) = (&network.nodes[edge.from].id, &network.nodes[edge.to].id);
        write!(out, "<edge id=\"e{number}\" source=\"{}\" target=\"{}\">", Escaped(from), Escaped(to))?;
        data(out, "edge_weight", &Value::from(edge.weight() as f64))?;
        for ((name, _), value) in EDGE_ATTRIBUTES.iter().zip(&edge.values()) {
            data(out, &format!("edge_{name}"), value)?;
        }
        writeln!(out, "</edge>")?;
    }
    writeln!(out, "</graph>\n</graphml>")?;
    Ok(Vec::new())
}

/// An attribute's value; what is unknown is left out.
fn data(out: &mut dyn Write, key: &str, value: &Value) -> io::Result<()> {
    match value {
        Value::Null => Ok(()),
        Value::String(text) => write!(out, "<data key=\"{key}\">{}</data>", Escaped(text)),
        other => write!(out, "<data key=\"{key}\">{other}</data>"),
    }
}
