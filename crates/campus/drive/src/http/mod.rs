//! One file per action: request, answer, OpenAPI note, handler. A handler looks up, allows, decides, saves, answers.

pub mod entry;
pub(crate) mod receive;
pub(crate) mod send;
pub(crate) mod target;

mod change_class;
mod copy_entry;
mod create_folder;
mod delete_entry;
mod delete_version;
mod download_zip;
mod empty_trash;
mod list_files;
mod list_nodes;
mod list_trash;
mod list_versions;
mod post_file;
mod put_content;
mod read_content;
mod read_file;
mod read_health;
mod read_info;
mod read_placement;
mod read_usage;
mod replicate_file;
mod restore_entry;
mod restore_version;
mod search_entries;
mod start_scrub;
mod sync_file;
mod tus;
mod update_entry;
mod views;

use axum::extract::DefaultBodyLimit;
use kernel::{Access, Permission, Scope};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Drive;

/// The longest JSON body that is read.
const JSON_BODY: usize = 64 << 10;

const fn read(method: &'static str, path: &'static str) -> Permission {
    Permission::new(method, path, Access::SignedIn).scope(Scope::FilesRead)
}

const fn write(method: &'static str, path: &'static str) -> Permission {
    Permission::new(method, path, Access::SignedIn).scope(Scope::FilesWrite)
}

/// Who may call what. Whose files it then is about is decided by the volume.
pub(crate) const PERMISSIONS: &[Permission] = &[
    read("GET", "/api/files"),
    write("POST", "/api/files"),
    read("GET", "/api/files/content"),
    write("PUT", "/api/files/content"),
    read("GET", "/api/files/{id}"),
    write("PATCH", "/api/files/{id}"),
    write("DELETE", "/api/files/{id}"),
    read("GET", "/api/files/{id}/info"),
    read("GET", "/api/files/{id}/versions"),
    write("POST", "/api/files/{id}/versions/{version}/restore"),
    write("DELETE", "/api/files/{id}/versions/{version}"),
    read("GET", "/api/files/{id}/placement"),
    write("POST", "/api/files/{id}/copy"),
    write("POST", "/api/files/{id}/restore"),
    write("POST", "/api/files/{id}/replicate"),
    write("POST", "/api/files/{id}/sync"),
    write("POST", "/api/files/{id}/class"),
    write("POST", "/api/folders"),
    read("GET", "/api/folders/{id}/zip"),
    read("GET", "/api/trash"),
    write("DELETE", "/api/trash"),
    read("GET", "/api/search"),
    Permission::new("OPTIONS", "/api/uploads", Access::Public),
    write("POST", "/api/uploads"),
    write("HEAD", "/api/uploads/{id}"),
    write("PATCH", "/api/uploads/{id}"),
    write("DELETE", "/api/uploads/{id}"),
    read("GET", "/api/storage/usage"),
    read("GET", "/api/storage/health"),
    Permission::new("POST", "/api/storage/scrub", Access::Owner),
    read("GET", "/api/nodes"),
];

/// All routes of the drive.
pub(crate) fn routes(drive: &Drive) -> OpenApiRouter {
    small_bodies().merge(streams()).with_state(drive.clone())
}

/// Routes that read JSON or nothing.
fn small_bodies() -> OpenApiRouter<Drive> {
    OpenApiRouter::default()
        .routes(routes!(
            read_file::read_file,
            update_entry::update_entry,
            delete_entry::delete_entry
        ))
        .routes(routes!(read_info::read_info))
        .routes(routes!(list_versions::list_versions))
        .routes(routes!(restore_version::restore_version))
        .routes(routes!(delete_version::delete_version))
        .routes(routes!(read_placement::read_placement))
        .routes(routes!(copy_entry::copy_entry))
        .routes(routes!(restore_entry::restore_entry))
        .routes(routes!(replicate_file::replicate_file))
        .routes(routes!(sync_file::sync_file))
        .routes(routes!(change_class::change_class))
        .routes(routes!(create_folder::create_folder))
        .routes(routes!(download_zip::download_zip))
        .routes(routes!(list_trash::list_trash, empty_trash::empty_trash))
        .routes(routes!(search_entries::search_entries))
        .routes(routes!(read_usage::read_usage))
        .routes(routes!(read_health::read_health))
        .routes(routes!(list_nodes::list_nodes))
        .routes(routes!(start_scrub::start_scrub))
        .layer(DefaultBodyLimit::max(JSON_BODY))
}

/// Routes whose bodies are as long as the allowance permits and pass through in pieces.
fn streams() -> OpenApiRouter<Drive> {
    OpenApiRouter::default()
        .routes(routes!(list_files::list_files, post_file::post_file))
        .routes(routes!(read_content::read_content, put_content::put_content))
        .routes(routes!(tus::create::create_upload, tus::options::upload_options))
        .routes(routes!(
            tus::inspect::inspect_upload,
            tus::append::append_upload,
            tus::terminate::terminate_upload
        ))
        .layer(DefaultBodyLimit::disable())
}
