//! A network as GEXF 1.3, for Gephi and Gephi Lite.

use std::io::{self, Write};

use serde_json::Value;

use super::{
    network::{self, Attribute, EDGE_ATTRIBUTES, Over},
    xml::Escaped,
};
use crate::run::Recorded;

pub(super) fn write(out: &mut dyn Write, recorded: &Recorded, over: Over) -> io::Result<Vec<String>> {
    let network = network::of_run(recorded, over)?;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd\" version=\"1.3\">"
    )?;
    // No date of writing: the same run gives the same bytes.
    writeln!(
        out,
        "<meta><creator>retold {}</creator><description>{}</description></meta>",
        env!("CARGO_PKG_VERSION"),
        network.description
    )?;
    writeln!(out, "<graph defaultedgetype=\"directed\" mode=\"static\">")?;
    attributes(out, "node", network.node_attributes)?;
    attributes(out, "edge", &EDGE_ATTRIBUTES)?;
    writeln!(out, "<nodes>")?;
    for node in &network.nodes {
        write!(out, "<node id=\"{}\" label=\"{}\">", Escaped(&node.id), Escaped(&node.label))?;
        values(out, network.node_attributes, &node.values)?;
        writeln!(out, "</node>")?;
    }
    writeln!(out, "</nodes>\n<edges>")?;
    for (number, edge) in network.edges.iter().enumerate() {
        let values_of = edge.values();
        // Two edges between the same nodes are two only when they differ in kind.
        let kind = if edge.direction == network::Direction::Unknown { "_undirected" } else { "" };
        write!(
            out,
            "<edge id=\"{number}\" source=\"{}\" target=\"{}\" weight=\"{}\" kind=\"{}{kind}\">",
            Escaped(&network.nodes[edge.from].id),
            Escaped(&network.nodes[edge.to].id),
            edge.weight(),
            edge.kind
        )?;
        values(out, &EDGE_ATTRIBUTES, &values_of)?;
        writeln!(out, "</edge>")?;
    }
    writeln!(out, "</edges>\n</graph>\n</gexf>")?;
    Ok(Vec::new())
}

fn attributes(out: &mut dyn Write, class: &str, attributes: &[Attribute]) -> io::Result<()> {
    writeln!(out, "<attributes class=\"{class}\" mode=\"static\">")?;
    for (name, kind) in attributes {
        writeln!(out, "<attribute id=\"{name}\" title=\"{name}\" type=\"{kind}\"/>")?;
    }
    writeln!(out, "</attributes>")
}

/// The values of attributes; what is unknown is left out.
fn values(out: &mut dyn Write, attributes: &[Attribute], values: &[Value]) -> io::Result<()> {
    write!(out, "<attvalues>")?;
    for ((name, _), value) in attributes.iter().zip(values) {
        match value {
            Value::Null => {}
            Value::String(text) => write!(out, "<attvalue for=\"{name}\" value=\"{}\"/>", Escaped(text))?,
            other => write!(out, "<attvalue for=\"{name}\" value=\"{other}\"/>")?,
        }
    }
    write!(out, "</attvalues>")
}
