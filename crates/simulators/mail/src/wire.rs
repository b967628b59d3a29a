//! Lines in, replies out, over plain TCP or TLS.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

/// RFC 5321 asks for 512 bytes; signing in may take more.
const LONGEST_LINE: u64 = 8 << 10;
/// A client that says nothing this long is gone.
const PATIENCE: Duration = Duration::from_secs(300);

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// One line of the conversation to and from a client.
pub(crate) struct Wire(BufReader<Box<dyn Stream>>);

/// What a client sent after `DATA`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Data {
    /// The message.
    Message(Vec<u8>),
    /// More than is taken. It was read to its end and thrown away.
    TooLarge,
}

impl Wire {
    pub(crate) fn plain(stream: TcpStream) -> Self {
        Wire(BufReader::new(Box::new(stream)))
    }

    /// Goes on over TLS. What the client sent before in one go with its wish is thrown away: it did not come through TLS,
    /// and answering it later would let a stranger on the line put words into the client's mouth.
    pub(crate) async fn encrypted(self, acceptor: &TlsAcceptor) -> io::Result<Self> {
        let stream = timeout(PATIENCE, acceptor.accept(self.0.into_inner())).await??;
        Ok(Wire(BufReader::new(Box::new(stream))))
    }

    pub(crate) async fn reply(&mut self, text: &str) -> io::Result<()> {
        self.0.write_all(format!("{text}\r\n").as_bytes()).await?;
        self.0.flush().await
    }

    /// The next line without its end; nothing when the client has closed.
    pub(crate) async fn line(&mut self) -> io::Result<Option<String>> {
        let line = self.raw_line().await?;
        Ok(line.map(|line| String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// A message up to its lonely dot. `Err` with `UnexpectedEof` when the client closes before.
    pub(crate) async fn data(&mut self, largest: usize) -> io::Result<Data> {
        let mut message = Vec::new();
        let mut too_large = false;
        loop {
            let line = self.raw_line().await?.ok_or(io::ErrorKind::UnexpectedEof)?;
            if line == b".\r\n" {
                return Ok(if too_large {
                    Data::TooLarge
                } else {
                    Data::Message(message)
                });
            }
            // A dot at the start of a line was doubled by the client (RFC 5321, 4.5.2).
            let line = line.strip_prefix(b".").unwrap_or(&line);
            too_large |= message.len() + line.len() > largest;
            if !too_large {
                message.extend_from_slice(line);
            }
        }
    }

    async fn raw_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let mut bounded = (&mut self.0).take(LONGEST_LINE);
        timeout(PATIENCE, bounded.read_until(b'\n', &mut line)).await??;
        match line.last() {
            None => Ok(None),
            Some(b'\n') => Ok(Some(line)),
            Some(_) if line.len() as u64 == LONGEST_LINE => Err(io::Error::other("a line without an end")),
            Some(_) => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}
