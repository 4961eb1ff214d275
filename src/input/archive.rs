//! Zip archives: their members are inputs of their own, with the path `archive.zip/member.csv`, which can be typed, too.
//!
//! A member is read from its place in the archive as a stream, checked against its checksum at the end. The bytes that
//! are counted and hashed are those of the member, unpacked: how an archive was packed says nothing about what is in it.

use std::collections::{HashMap, hash_map::Entry};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::CrcReader;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::compression::MAGIC;
use super::open::{MOST_UNPACKED, UNPACKED_FREELY};

/// First bytes of a zip archive.
const SIGNATURE: &[u8] = b"PK\x03\x04";

/// A file inside of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    archive: PathBuf,
    /// Name in the archive, with `/`.
    pub(super) name: String,
    /// Bytes, unpacked, as the archive states them.
    pub(super) bytes: u64,
    packed: u64,
    checksum: u32,
    /// First byte of its data in the archive.
    start: u64,
    method: CompressionMethod,
    is_encrypted: bool,
}

impl Member {
    /// The path by which the member is known.
    pub(super) fn path(&self) -> PathBuf {
        self.archive.join(&self.name)
    }

    /// The member as a stream.
    ///
    /// # Errors
    /// When the archive cannot be opened, or the member cannot be unpacked.
    pub(super) fn open(&self) -> io::Result<impl Read + Send + use<>> {
        if self.is_encrypted {
            return Err(io::Error::other("it is encrypted: unpack the archive with its password"));
        }
        let mut file = File::open(&self.archive)?;
        file.seek(SeekFrom::Start(self.start))?;
        let packed = io::BufReader::new(file).take(self.packed);
        let unpacked: Box<dyn Read + Send> = match self.method {
            CompressionMethod::Stored => Box::new(packed),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(packed)),
            other => {
                let advice = "unpack the archive, or pack it with deflate";
                return Err(io::Error::other(format!(
                    "it is packed with {other}, which is not read: {advice}"
                )));
            }
        };
        Ok(Checked { inner: CrcReader::new(unpacked), left: self.bytes, checksum: self.checksum })
    }
}

/// A stream that ends in an error when it is not what the archive says.
struct Checked {
    inner: CrcReader<Box<dyn Read + Send>>,
    left: u64,
    checksum: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let damaged = |what| Err(io::Error::other(what));
        if read == 0 && !buffer.is_empty() {
            return match self.left {
                0 if self.inner.crc().sum() != self.checksum => damaged("its checksum is wrong"),
                0 => Ok(0),
                _ => damaged("it is cut short"),
            };
        }
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return damaged("it is longer than the archive says"),
        }
        Ok(read)
    }
}

/// Whether the file begins as an archive does.
pub(super) fn is_archive(path: &Path) -> bool {
    let mut magic = [0; MAGIC];
    let read = File::open(path).and_then(|mut file| file.read(&mut magic));
    read.is_ok_and(|read| magic[..read].starts_with(SIGNATURE))
}

/// All files in an archive, by name.
///
/// # Errors
/// When it is not an archive, is damaged, or is a document in the form of one.
pub(super) fn members(archive: &Path) -> io::Result<Vec<Member>> {
    let mut zip = open(archive)?;
    let mut members = Vec::new();
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index).map_err(|error| damaged(&error))?;
        if !entry.is_file() {
            continue;
        }
        let name = entry.name().map_err(|error| damaged(&error))?.into_owned();
        if name == "[Content_Types].xml" {
            let advice = "save it as plain text, or as CSV";
            return Err(io::Error::other(format!("it is an office document, which is not read: {advice}")));
        }
        members.push(Member {
            archive: archive.to_owned(),
            bytes: entry.size(),
            packed: entry.compressed_size(),
            checksum: entry.crc32(),
            start: entry.data_start().unwrap_or_default(),
            method: entry.compression(),
            is_encrypted: entry.encrypted(),
            name,
        });
    }
    // Members may lie over one another, so that all of them together are larger than any of them lets one think.
    let unpacked: u64 = members.iter().fold(0, |sum, member| member.bytes.saturating_add(sum));
    let stored = fs::metadata(archive)?.len();
    if unpacked > UNPACKED_FREELY && unpacked > stored.saturating_mul(MOST_UNPACKED) {
        return Err(io::Error::other(format!("it unpacks to more than {MOST_UNPACKED} times its size")));
    }
    members.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(members)
}

/// Archives that were looked into, so that none is read again for each path that leads through it.
#[derive(Debug, Default)]
pub struct Archives(HashMap<PathBuf, Vec<Member>>);

impl Archives {
    /// Bytes of an input as they are counted: of a file, or of a member of an archive.
    ///
    /// # Errors
    /// When there is no such input.
    pub fn size(&mut self, path: &Path) -> io::Result<u64> {
        match fs::metadata(path) {
            Ok(metadata) => Ok(metadata.len()),
            Err(error) => self.member(path).map(|member| member.bytes).ok_or(error),
        }
    }

    /// The member that a path means which leads through an archive.
    pub(super) fn member(&mut self, path: &Path) -> Option<&Member> {
        let archive = path.ancestors().skip(1).find(|above| above.is_file())?;
        let name = path.strip_prefix(archive).ok()?.to_str()?.replace('\\', "/");
        let members = match self.0.entry(archive.to_owned()) {
            Entry::Occupied(looked_into) => looked_into.into_mut(),
            Entry::Vacant(other) => {
                let is_archive = is_archive(archive);
                other.insert(if is_archive { members(archive).unwrap_or_default() } else { Vec::new() })
            }
        };
        // Members are in the order of their names; of those with one name the first is meant.
        let at = members.partition_point(|member| member.name < name);
        members.get(at).filter(|member| member.name == name)
    }
}

fn open(archive: &Path) -> io::Result<ZipArchive<io::BufReader<File>>> {
    ZipArchive::new(io::BufReader::new(File::open(archive)?)).map_err(|error| damaged(&error))
}

fn damaged(error: &zip::result::ZipError) -> io::Error {
    io::Error::other(format!("the zip archive is damaged: {error}"))
}
