//! Every setting, declared once. The struct, the readers, `lyceum settings` and `docs/operating/settings.md` come from here.

use std::{net::SocketAddr, path::PathBuf};

use base::ByteSize;

use super::{
    SettingsError,
    sources::Sources,
    values::{
        Addresses, Days, LogFormat, MailFrom, MailSecurity, Names, PublicUrl, Registration, Secret, SettingValue,
        StorageClass, YesNo,
    },
};

/// What there is to know about one setting, apart from its value.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The key in the file. The environment variable is `LYCEUM_` and this in capitals.
    pub name: &'static str,
    /// What it does, in a paragraph.
    pub about: &'static str,
    /// What kind of text it takes.
    pub kind: &'static str,
    /// The text it has when nobody sets it; empty = nothing.
    pub default: &'static str,
    /// Never shown, and may be read from a file named by `…_FILE`.
    pub secret: bool,
}

impl Setting {
    /// The environment variable.
    pub fn variable(&self) -> String {
        format!("LYCEUM_{}", self.name.to_ascii_uppercase())
    }
}

macro_rules! settings {
    ($($(#[doc = $about:literal])+ $name:ident: $type:ty = $default:literal;)+) => {
        /// The settings of a server, read and checked.
        #[derive(Clone, Debug)]
        pub struct Settings {
            $($(#[doc = $about])+ pub $name: $type,)+
        }

        /// All settings, in the order of the documentation.
        pub const TABLE: &[Setting] = &[$(Setting {
            name: stringify!($name),
            about: concat!($($about),+),
            kind: <$type as SettingValue>::KIND,
            default: $default,
            secret: <$type as SettingValue>::SECRET,
        }),+];

        impl Settings {
            pub(super) fn read(sources: &Sources) -> Result<Settings, SettingsError> {
                Ok(Settings { $($name: sources.value(stringify!($name))?,)+ })
            }

            /// The value of the setting `name` as text; secrets are hidden.
            pub fn shown(&self, name: &str) -> String {
                match name {
                    $(stringify!($name) => self.$name.shown(),)+
                    _ => String::new(),
                }
            }
        }
    };
}

settings! {
    /// The directory everything lies in: the database, the keys and the storage directories, unless another setting
    /// says otherwise.
    data_dir: PathBuf = "./data";
    /// The address and port the server listens on. Port 0 takes a free one.
    listen: SocketAddr = "127.0.0.1:8080";
    /// The address people type, for example `https://campus.example.org`. With `https` the session cookie is sent over
    /// TLS only. Needed behind a proxy; without it the address of each request counts.
    public_url: Option<PublicUrl> = "";
    /// Reverse proxies whose `X-Forwarded-For` is believed, as addresses with commas between.
    trusted_proxies: Addresses = "127.0.0.1,::1";
    /// The database: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`. Without it, `lyceum.sqlite` in the data
    /// directory.
    database_url: Option<Secret> = "";
    /// The zones of the embedded storage: one directory `targets/<zone>` in the data directory for each. Names may be
    /// added later; a name that is taken away leaves its directory unused.
    zones: Names = "us-east,eu-west,asia";
    /// A directory that receives a whole copy of everything, best on another disk. Reads and repairs fall back to it.
    backup_dir: Option<PathBuf> = "";
    /// How new files are kept: `replicated` (three whole copies in three zones) or `coded` (pieces, see `coded_k`).
    storage_class: StorageClass = "replicated";
    /// Of the class `coded`: how many pieces are needed to read.
    coded_k: u8 = "4";
    /// Of the class `coded`: how many pieces may be lost.
    coded_m: u8 = "2";
    /// The size of a chunk, the unit of sealing and of range reads: a power of two from 64 KiB to 4 MiB. Files keep the
    /// size they were written with.
    chunk_size: ByteSize = "1 MiB";
    /// The file of the root key, which every other key hangs from. Made at the first start, with a recovery sheet beside
    /// it. Without the setting, `keys/root.key` in the data directory.
    root_key_file: Option<PathBuf> = "";
    /// How many bytes a new account may keep. `lyceum user` changes it for one person.
    default_allowance: ByteSize = "5 GiB";
    /// After how many days things in the trash are deleted for good.
    trash_days: Days = "30";
    /// Who may make an account: `open` (everybody who reaches the server) or `closed` (only the first person; further
    /// accounts come from `lyceum user add`).
    registration: Registration = "open";
    /// The mail server that letters go through: codes to sign in, invitations, links to a new password. Without one they are
    /// written to the log and shown to the owner of the installation on a page of the web app.
    mail_host: Option<String> = "";
    /// The port of the mail server. Without it, 465 for `tls`, 587 for `starttls`, 25 for `none`.
    mail_port: Option<u16> = "";
    /// How the line to the mail server is made safe: `tls` from the first byte, `starttls` after a greeting, or `none`.
    mail_security: MailSecurity = "starttls";
    /// Allows `none` for a mail server on another machine. Anybody on the way can then read the letters and the password.
    mail_unencrypted: YesNo = "no";
    /// The user name at the mail server, where it asks for one.
    mail_username: Option<String> = "";
    /// The password at the mail server.
    mail_password: Option<Secret> = "";
    /// The address letters come from, with or without a name: `Lyceum <campus@example.org>`. Needed with `mail_host`.
    mail_from: Option<MailFrom> = "";
    /// A file with certificates (PEM) to trust at the mail server, beside those of the public authorities.
    mail_ca_file: Option<PathBuf> = "";
    /// Whether institutes may name mail servers of their own inside of private networks, at any port and without TLS. With
    /// `no`, nobody can use that setting to look around in the network of this server.
    mail_private_hosts: YesNo = "no";
    /// The client id of this installation at Google (console.cloud.google.com, an OAuth client of the kind "web application"
    /// with `<public_url>/api/auth/google/callback` as redirect address). With it and `google_client_secret` people may
    /// link their Google account and sign in with it.
    google_client_id: Option<String> = "";
    /// The secret that belongs to `google_client_id`.
    google_client_secret: Option<Secret> = "";
    /// Who signs people in. Something else than Google itself is for tests.
    google_issuer: String = "https://accounts.google.com";
    /// An address and port of its own for `/metrics`, for example `127.0.0.1:9464`. Nothing asks for a password there.
    metrics_listen: Option<SocketAddr> = "";
    /// A token that opens `/metrics` on the main port (`Authorization: Bearer …`). Without it and without
    /// `metrics_listen` there are no metrics.
    metrics_token: Option<Secret> = "";
    /// What is logged: a level (`error`, `warn`, `info`, `debug`, `trace`) or a filter such as
    /// `info,storage_engine=debug`.
    log: String = "info";
    /// How the log looks: `text` for people or `json`, one object a line, for programs.
    log_format: LogFormat = "text";
    /// The built web app in a directory, instead of the one inside the program. For people who work on the web app.
    web_dir: Option<PathBuf> = "";
    /// How many connections are served at the same time; more wait in the queue of the system.
    max_connections: u32 = "1024";
}
