//! Tables as Parquet: one file a table, typed columns, zstd.
//!
//! All columns are optional, as unknown values are `null` everywhere; times are milliseconds in UTC. Rows are gathered
//! by column and written in groups, so that memory holds one group of each open table.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    sync::Arc,
};

use jiff::Timestamp;
use parquet::{
    basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel},
    data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type},
    errors::ParquetError,
    file::{
        metadata::KeyValue,
        properties::WriterProperties,
        writer::{SerializedColumnWriter, SerializedFileWriter},
    },
    schema::types::Type,
};

use super::tables::{self, Cell, Column, Kind, Name, Rows, Table};
use crate::run::{Pending, Recorded};

/// Rows of a group: some megabytes of articles, enough for columns to compress well.
const GROUP: usize = 65_536;

/// The tables being written.
pub(super) struct Sink {
    /// Per table in the order of [`Name::ALL`].
    tables: Vec<Option<Open>>,
}

/// A table being written.
struct Open {
    writer: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<Gathered>,
    rows: usize,
}

/// The values of a column in the group at hand, and for each row whether it has one.
struct Gathered {
    present: Vec<i16>,
    values: Values,
}

enum Values {
    Texts(Vec<ByteArray>),
    Integers(Vec<i64>),
    Reals(Vec<f64>),
    Booleans(Vec<bool>),
}

impl Sink {
    pub(super) fn new(recorded: &Recorded, pending: &Pending) -> io::Result<Self> {
        let facts = recorded.facts();
        let fact = |key: &str| {
            let value = facts.get(key).and_then(|value| value.as_str()).unwrap_or_default();
            KeyValue::new(format!("retold.{key}"), value.to_owned())
        };
        let level = ZstdLevel::try_new(3).map_err(failed)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_key_value_metadata(Some(vec![
                fact("version"),
                fact("schema_version"),
                fact("settings_fingerprint"),
            ]))
            .build();
        let properties = Arc::new(properties);
        let mut tables: Vec<Option<Open>> = Name::ALL.map(|_| None).into_iter().collect();
        for (number, name) in tables::of_run(recorded).enumerate() {
            let (table, file) = (name.table(), BufWriter::new(pending.file(number)?));
            let schema = Arc::new(schema(table).map_err(failed)?);
            let writer = SerializedFileWriter::new(file, schema, Arc::clone(&properties)).map_err(failed)?;
            let columns = table.columns.iter().map(|column| Gathered::new(column.kind)).collect();
            tables[name as usize] = Some(Open { writer, columns, rows: 0 });
        }
        Ok(Self { tables })
    }

    pub(super) fn finish(self) -> io::Result<Vec<String>> {
        for mut open in self.tables.into_iter().flatten() {
            open.write_group().map_err(failed)?;
            open.writer.into_inner().map_err(failed)?.flush()?;
        }
        Ok(Vec::new())
    }
}

impl Rows for Sink {
    fn row(&mut self, table: Name, cells: &[Cell]) -> io::Result<()> {
        let Some(open) = &mut self.tables[table as usize] else { return Ok(()) };
        for (column, cell) in open.columns.iter_mut().zip(cells) {
            column.push(*cell);
        }
        open.rows += 1;
        if open.rows == GROUP {
            open.write_group().map_err(failed)?;
        }
        Ok(())
    }
}

impl Open {
    fn write_group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            let Some(writer) = group.next_column()? else { break };
            column.write(writer)?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

impl Gathered {
    fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Texts(Vec::new()),
            Kind::Integer | Kind::Time => Values::Integers(Vec::new()),
            Kind::Real => Values::Reals(Vec::new()),
            Kind::Boolean => Values::Booleans(Vec::new()),
        };
        Self { present: Vec::new(), values }
    }

    /// Adds the value of a row. One that is not of the column's kind counts as unknown.
    fn push(&mut self, cell: Cell) {
        let is_present = match (&mut self.values, cell) {
            (Values::Texts(texts), Cell::Text(text)) => {
                texts.push(ByteArray::from(text.as_bytes().to_vec()));
                true
            }
            (Values::Integers(integers), Cell::Integer(integer)) => {
                integers.push(integer);
                true
            }
            (Values::Integers(times), Cell::Time(time)) => match time.parse::<Timestamp>() {
                Ok(time) => {
                    times.push(time.as_millisecond());
                    true
                }
                Err(_) => false,
            },
            (Values::Reals(reals), Cell::Real(real)) => {
                reals.push(real);
                true
            }
            (Values::Booleans(booleans), Cell::Boolean(boolean)) => {
                booleans.push(boolean);
                true
            }
            _ => false,
        };
        self.present.push(i16::from(is_present));
    }

    fn write(&mut self, writer: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        match &mut self.values {
            Values::Texts(texts) => write::<ByteArrayType>(writer, texts, &self.present)?,
            Values::Integers(integers) => write::<Int64Type>(writer, integers, &self.present)?,
            Values::Reals(reals) => write::<DoubleType>(writer, reals, &self.present)?,
            Values::Booleans(booleans) => write::<BoolType>(writer, booleans, &self.present)?,
        }
        self.present.clear();
        Ok(())
    }
}

fn write<T: DataType>(
    mut writer: SerializedColumnWriter<'_>,
    values: &mut Vec<T::T>,
    present: &[i16],
) -> Result<(), ParquetError> {
    writer.typed::<T>().write_batch(values, Some(present), None)?;
    values.clear();
    writer.close()
}

fn schema(table: &Table) -> Result<Type, ParquetError> {
    let fields = table.columns.iter().map(|column| field(column).map(Arc::new));
    Type::group_type_builder(table.name).with_fields(fields.collect::<Result<_, _>>()?).build()
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Real => (Physical::DOUBLE, None),
        Kind::Boolean => (Physical::BOOLEAN, None),
        Kind::Time => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MILLIS))),
    };
    Type::primitive_type_builder(column.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

/// A full disk and the like come through as what they are.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(source) => *source,
            Err(source) => io::Error::other(source),
        },
        other => io::Error::other(other),
    }
}
