//! Parquet: tables in columns, as data sets are published and data frames are kept.
//!
//! Only columns that an article may need are decoded. Groups of rows are read side by side, as many as there are threads; each
//! group is decoded row by row, so memory is that of the pages at hand and the articles. A file that is compressed as a whole,
//! or comes through a pipe, is held in memory first, because the directory of a Parquet file stands at its end.
//!
//! Rows are numbered from 1 over all groups. A damaged group costs its own rows: one refusal, at its first.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use parquet::data_type::AsBytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use parquet::record::{Field as Cell, Row};
use parquet::schema::types::Type;
use rayon::prelude::*;
use serde_json::{Map, Value};

use super::{Request, too_long};
use crate::input::batch::{Batch, Place};
use crate::input::blocks::MAX_RECORD;
use crate::input::fields::{Resolver, normalise};
use crate::input::guard::guarded;
use crate::input::open::Content;
use crate::input::record;

/// Bytes that a file may have that must be held.
const MOST_HELD: u64 = 4 << 30;

/// Reads up to `limit` records.
pub(super) fn read(content: &mut Content<'_>, request: Request<'_>) -> io::Result<Batch> {
    let mut batch = Batch::default();
    let reader: Result<Box<dyn FileReader>, String> = match request.file {
        Some(path) => from_file(path),
        None => from_stream(content),
    };
    match reader {
        Ok(reader) => read_groups(&*reader, request, &mut batch),
        Err(reason) => batch.refuse(Place { row: 1, byte: None }, reason),
    }
    Ok(batch)
}

/// A file that every reader opens anew: handles of one file share a position, and groups are read side by side.
struct Reopened {
    path: PathBuf,
    bytes: u64,
}

impl Length for Reopened {
    fn len(&self) -> u64 {
        self.bytes
    }
}

impl ChunkReader for Reopened {
    type T = io::BufReader<File>;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Self::T> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(start))?;
        Ok(io::BufReader::new(file))
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        if start.checked_add(length as u64).is_none_or(|end| end > self.bytes) {
            return Err(ParquetError::EOF("a chunk lies behind the end of the file".to_owned()));
        }
        let mut bytes = Vec::with_capacity(length);
        let read = self.get_read(start)?.take(length as u64).read_to_end(&mut bytes)?;
        if read == length {
            Ok(bytes.into())
        } else {
            Err(ParquetError::EOF("the file has shrunk".to_owned()))
        }
    }
}

fn from_file(path: &Path) -> Result<Box<dyn FileReader>, String> {
    let bytes = std::fs::metadata(path).map_err(|error| format!("cannot be read: {error}"))?.len();
    let file = Reopened { path: path.to_owned(), bytes };
    checked(|| SerializedFileReader::new(file)).map(|reader| Box::new(reader) as Box<dyn FileReader>)
}

fn from_stream(content: &mut Content<'_>) -> Result<Box<dyn FileReader>, String> {
    let mut bytes = Vec::new();
    content.take(MOST_HELD + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > MOST_HELD {
        return Err("too large to be read through a pipe or compression: unpack it to a file".to_owned());
    }
    let bytes = Bytes::from(bytes);
    checked(|| SerializedFileReader::new(bytes)).map(|reader| Box::new(reader) as Box<dyn FileReader>)
}

/// What a function of the library gives.
fn checked<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match guarded(read) {
        Some(result) => result.map_err(|error| format!("damaged Parquet: {error}")),
        None => Err("damaged Parquet: it contradicts itself".to_owned()),
    }
}

fn read_groups(reader: &dyn FileReader, request: Request<'_>, all: &mut Batch) {
    let metadata = reader.metadata();
    let schema = metadata.file_metadata().schema();
    let Some(projection) = projection(schema, request.resolver) else {
        let columns: Vec<&str> = schema.get_fields().iter().map(|field| field.name()).take(8).collect();
        let reason = format!("no column that is known, among {}", columns.join(", "));
        return all.refuse(Place { row: 1, byte: None }, reason);
    };
    let mut first_rows = Vec::with_capacity(metadata.num_row_groups());
    let mut row = 1;
    for group in metadata.row_groups() {
        first_rows.push(row);
        row += u64::try_from(group.num_rows()).unwrap_or_default();
    }
    let groups: Vec<usize> = (0..first_rows.len()).collect();
    for wave in groups.chunks(rayon::current_num_threads()) {
        let left = request.most().saturating_sub(usize::try_from(all.records()).unwrap_or(usize::MAX));
        if left == 0 {
            break;
        }
        let read = |&group: &usize| read_group(reader, group, first_rows[group], &projection, left, request);
        let batches: Vec<Batch> = wave.par_iter().map(read).collect();
        for mut batch in batches {
            let left = request.most().saturating_sub(usize::try_from(all.records()).unwrap_or(usize::MAX));
            batch.keep_first(left);
            all.append(batch);
        }
    }
}

fn read_group(
    reader: &dyn FileReader,
    group: usize,
    first_row: u64,
    projection: &Type,
    most: usize,
    request: Request<'_>,
) -> Batch {
    let mut batch = Batch::default();
    let mut done = 0;
    let outcome = checked(|| {
        let group = reader.get_row_group(group)?;
        for row in group.get_row_iter(Some(projection.clone()))?.take(most) {
            add(&mut batch, first_row + done, row?, request.resolver);
            done += 1;
        }
        Ok(())
    });
    request.put(&mut batch);
    if let Err(reason) = outcome {
        batch.refuse(Place { row: first_row + done, byte: None }, reason);
    }
    batch
}

fn add(batch: &mut Batch, row: u64, cells: Row, resolver: &Resolver) {
    let place = Place { row, byte: None };
    let value = object(cells);
    let is_long = |value: &Value| value.as_str().is_some_and(|text| text.len() > MAX_RECORD);
    if value.as_object().is_some_and(|columns| columns.values().any(is_long)) {
        return batch.refuse(place, too_long());
    }
    batch.add(place, record::from_value(&value, resolver));
}

/// The schema with those columns alone that can fill a field, or hold some that can.
fn projection(schema: &Type, resolver: &Resolver) -> Option<Type> {
    let is_known = |name: &str| {
        let path = normalise(name);
        matches!(name, "metadata" | "meta" | "_source")
            || !resolver.slots(&path).is_empty()
            || resolver.is_object(&path)
    };
    let fields: Vec<Arc<Type>> =
        schema.get_fields().iter().filter(|field| is_known(field.name())).cloned().collect();
    if fields.is_empty() {
        return None;
    }
    Type::group_type_builder(schema.name()).with_fields(fields).build().ok()
}

fn object(row: Row) -> Value {
    Value::Object(row.into_columns().into_iter().map(|(name, cell)| (name, value(cell))).collect())
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Str(text) => Value::String(text),
        Cell::Bool(truth) => Value::Bool(truth),
        Cell::Bytes(bytes) => Value::String(String::from_utf8_lossy(bytes.as_bytes()).into_owned()),
        Cell::Date(days) => time(i64::from(days) * 86_400),
        Cell::TimestampMillis(count) => time(count.div_euclid(1_000)),
        Cell::TimestampMicros(count) => time(count.div_euclid(1_000_000)),
        Cell::Group(row) => object(row),
        Cell::ListInternal(list) => Value::Array(list.elements().iter().cloned().map(value).collect()),
        Cell::MapInternal(map) => {
            let entries = map.entries().iter().map(|(key, cell)| match key {
                Cell::Str(key) => (key.clone(), value(cell.clone())),
                key => (key.to_string(), value(cell.clone())),
            });
            Value::Object(entries.collect::<Map<String, Value>>())
        }
        Cell::Null => Value::Null,
        number => Value::String(number.to_string()),
    }
}

/// A time as records write it.
fn time(seconds: i64) -> Value {
    jiff::Timestamp::from_second(seconds).map_or(Value::Null, |time| Value::String(time.to_string()))
}
