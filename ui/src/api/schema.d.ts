/** Made from openapi.json by tools/generate.mjs; `npm run generate` makes it anew. */

export interface paths {
  "/api/v1/audit": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What people changed, newest first
     * @description Admins of the server see all of it, admins of a project what is about theirs.
     */
    get: operations["list_entries_api_v1_audit_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/database": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Where everything is kept, and whether it fits this version */
    get: operations["show_database_api_v1_database_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/oauth/callback": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Take a sign-in to a connection
     * @description Works once, for whoever began it, within ten minutes.
     */
    get: operations["callback_api_v1_oauth_callback_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/openapi.json": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** This description */
    get: operations["show_api_v1_openapi_json_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Your projects */
    get: operations["list_projects_api_v1_projects_get"];
    put?: never;
    /**
     * Make a project
     * @description People can be given roles in it at once. Its workflows come with the server that is started in its
     *     folder, on the same database.
     */
    post: operations["make_api_v1_projects_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/assets": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The history of one asset, the latest first
     * @description Every read and write of it that is remembered; it goes with its run.
     */
    get: operations["list_of_asset_api_v1_projects__project__assets_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/blueprints": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Every blueprint
     * @description All at once, by name. A file that is dropped into the project's `blueprints/` is there at once.
     */
    get: operations["list_blueprints_api_v1_projects__project__blueprints_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/blueprints/{name}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One blueprint: its form, its docs, where it is used */
    get: operations["show_blueprint_api_v1_projects__project__blueprints__name__get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/blueprints/{name}/options": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What can be chosen for an input
     * @description Asks the other side once, in a process of its own, within half a minute. A field with choices says by
     *     `x-form.options` on which inputs they depend; only these are looked at. At most 200, those first that
     *     begin with `search`.
     */
    post: operations["options_api_v1_projects__project__blueprints__name__options_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/blueprints/{name}/runs": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Run a blueprint by itself
     * @description A run of a workflow of one task, with the project's connections, a log and outputs like any other.
     */
    post: operations["run_blueprint_api_v1_projects__project__blueprints__name__runs_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/calendar": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The ticks that are planned
     * @description By time, those of paused triggers too.
     */
    get: operations["show_calendar_api_v1_projects__project__calendar_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/check": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Read and validate a text; nothing is kept */
    post: operations["check_api_v1_projects__project__check_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/connection-types": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Types of connections, with their forms
     * @description Those that are installed, and those that the project's own code defines.
     */
    get: operations["list_types_api_v1_projects__project__connection_types_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/connections": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Connections; what is secret is not shown
     * @description From the environment, the project file, the store and what else is asked. All at once, by name.
     */
    get: operations["list_connections_api_v1_projects__project__connections_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/connections/{name}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One connection, with its ETag */
    get: operations["show_api_v1_projects__project__connections__name__get"];
    /**
     * Make or change a connection of the store
     * @description `If-None-Match: *` makes one, `If-Match` changes the one that it is the ETag of. What is secret is
     *     sealed, and never shown again: a field that is left out stays as it is, null takes it away.
     */
    put: operations["put_api_v1_projects__project__connections__name__put"];
    post?: never;
    /**
     * Take a connection out of the store
     * @description 409 where workflows use it; `current.used_in` names them with their tasks.
     */
    delete: operations["remove_api_v1_projects__project__connections__name__delete"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/connections/{name}/authorize": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sign in to the system of a connection
     * @description Open `url` in the browser that is signed in here: it comes back within ten minutes, and the tokens are
     *     sealed and kept fresh.
     */
    post: operations["authorize_api_v1_projects__project__connections__name__authorize_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/connections/{name}/check": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ask the other side of a connection
     * @description Once, in a process of its own, within half a minute. How it ended is kept as `last_check`.
     */
    post: operations["check_one_api_v1_projects__project__connections__name__check_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/connections/check": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Try a connection before it is saved
     * @description Asks the other side once, in a process of its own, within half a minute.
     */
    post: operations["check_trial_api_v1_projects__project__connections_check_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/edit": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Apply operations to a text, and check what they give; nothing is kept
     * @description 422 with the reason where one of them can't be applied; then none is.
     */
    post: operations["apply_api_v1_projects__project__edit_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/events": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What happens, as it happens
     * @description Server-sent events: `run`, `waiting` (for whose approval runs wait), `task`, `progress`, `log`, `tick`,
     *     `workflow`; `project` where blueprints, scripts or `seaway.toml` changed; `reset` where something was
     *     missed: read anew what you show. It begins with what came in the last seconds, so read first and follow
     *     then. A comment every 15 s says that the stream is alive. A client that reads too slowly is cut off; it
     *     comes back with `Last-Event-ID`.
     */
    get: operations["follow_api_v1_projects__project__events_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/expressions/names": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The names that an expression may use at a place */
    post: operations["list_names_api_v1_projects__project__expressions_names_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/expressions/preview": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * What an expression gives with the values of the last run
     * @description Evaluated in a process of its own, bounded in time and memory. Secrets are never looked up.
     */
    post: operations["preview_api_v1_projects__project__expressions_preview_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/members": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Members of the project
     * @description Admins of the server are admins here without being listed.
     */
    get: operations["list_members_api_v1_projects__project__members_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/members/{user_id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Give a user a role */
    put: operations["put_api_v1_projects__project__members__user_id__put"];
    post?: never;
    /** Take a user's role away */
    delete: operations["remove_api_v1_projects__project__members__user_id__delete"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/overview": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Home: what is red, what runs, what is next, how it went */
    get: operations["show_overview_api_v1_projects__project__overview_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/problems": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What is wrong with the project's own code
     * @description Of `seaway.toml`, and of Python in `blueprints/` and `workflows/`: a file that can't be imported hides
     *     what it holds, and here is why. Problems of one workflow come with checking it.
     */
    get: operations["list_problems_api_v1_projects__project__problems_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Runs, newest first */
    get: operations["list_runs_api_v1_projects__project__runs_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One run */
    get: operations["show_run_api_v1_projects__project__runs__run_id__get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/approval": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What an approval asks */
    get: operations["show_approval_api_v1_projects__project__runs__run_id__approval_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/approve": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Answer an approval
     * @description A person is named as an approver by name or by address.
     */
    post: operations["answer_approval_api_v1_projects__project__runs__run_id__approve_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/assets": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What a run read and wrote, by task
     * @description As its tasks reported it. What an attempt that failed wrote before is there too.
     */
    get: operations["list_of_run_api_v1_projects__project__runs__run_id__assets_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/attempts": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Every attempt of a task, the first one first */
    get: operations["list_attempts_api_v1_projects__project__runs__run_id__attempts_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/cancel": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End a run
     * @description Attempts are ended, then what is marked `always` or stands in `finally` runs. False where it is over
     *     already.
     */
    post: operations["cancel_run_api_v1_projects__project__runs__run_id__cancel_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/files": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The files that tasks left
     * @description Those of attempts that failed too, where their folder is kept.
     */
    get: operations["list_files_api_v1_projects__project__runs__run_id__files_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/files/content": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A whole file
     * @description Only pictures are shown by a browser; whatever else is there is downloaded, and no page runs it.
     */
    get: operations["download_file_api_v1_projects__project__runs__run_id__files_content_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/files/preview": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The beginning of a file */
    get: operations["preview_file_api_v1_projects__project__runs__run_id__files_preview_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/history": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What happened in a run, the oldest first
     * @description The run, each attempt of each task, and what people did: pause, resume, cancel, answer. While the run
     *     goes on every page has a `next`: ask there again for what came since.
     */
    get: operations["show_history_api_v1_projects__project__runs__run_id__history_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/inside": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What is directly inside a group or an item */
    get: operations["list_inside_api_v1_projects__project__runs__run_id__inside_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/items": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The items of a foreach; what failed or was slow first */
    get: operations["list_items_api_v1_projects__project__runs__run_id__items_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/log": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Some lines of an attempt's log
     * @description By number (`from_line`, `lines`), by place (`offset`, `bytes`) or from the end (`tail`); the beginning
     *     where none is named.
     */
    get: operations["read_log_api_v1_projects__project__runs__run_id__log_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/log/download": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A whole log as text */
    get: operations["download_log_api_v1_projects__project__runs__run_id__log_download_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/log/search": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lines of a log that hold some words */
    get: operations["search_log_api_v1_projects__project__runs__run_id__log_search_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/outputs": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a task left for those after it */
    get: operations["show_outputs_api_v1_projects__project__runs__run_id__outputs_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/pause": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Start nothing more of a run */
    post: operations["pause_run_api_v1_projects__project__runs__run_id__pause_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/rerun": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Run it again */
    post: operations["rerun_run_api_v1_projects__project__runs__run_id__rerun_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/rerun-preview": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a rerun would do */
    get: operations["preview_rerun_api_v1_projects__project__runs__run_id__rerun_preview_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/resume": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Go on with a paused run */
    post: operations["resume_run_api_v1_projects__project__runs__run_id__resume_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/steps": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The steps of an attempt, such as the models of a dbt run
     * @description As they stand now; none where the task said nothing of steps.
     */
    get: operations["list_steps_api_v1_projects__project__runs__run_id__steps_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/tasks": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The tasks of a run, in the order in which they run
     * @description Those inside groups too, but no items of a foreach. Tasks that nothing is known of yet are pending.
     */
    get: operations["list_tasks_api_v1_projects__project__runs__run_id__tasks_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/runs/{run_id}/why": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What waits, and for what
     * @description Empty where nothing waits. Without `task`: the run, and every task of it that waits.
     */
    get: operations["explain_api_v1_projects__project__runs__run_id__why_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/schedules/next": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * When a schedule that is not saved would tick
     * @description The next ones from now on, up to five years ahead; 400 says what is wrong with it.
     */
    get: operations["show_next_api_v1_projects__project__schedules_next_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/scripts": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Files in scripts/ and sql/
     * @description At most 2,000, by folder and name; hidden ones are left out.
     */
    get: operations["list_scripts_api_v1_projects__project__scripts_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/secrets": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Secrets, without their values
     * @description All at once, by name.
     */
    get: operations["list_secrets_api_v1_projects__project__secrets_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/secrets/{name}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Set a secret of the store
     * @description Nobody sees the value again; a later one takes its place.
     */
    put: operations["put_api_v1_projects__project__secrets__name__put"];
    post?: never;
    /**
     * Take a secret out of the store
     * @description 409 where workflows use it; `current.used_in` names them with their tasks.
     */
    delete: operations["remove_api_v1_projects__project__secrets__name__delete"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/slots": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How busy the engines are
     * @description Of all projects: they share the engines.
     */
    get: operations["show_slots_api_v1_projects__project__slots_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/templates": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Workflows to start from, the simplest first */
    get: operations["list_templates_api_v1_projects__project__templates_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/uploads": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How large a file for a run may be */
    get: operations["show_limit_api_v1_projects__project__uploads_get"];
    put?: never;
    /**
     * Send a file for a run
     * @description The body is the file as it is. `reference` of the answer is the value of an input of type `file`.
     *     What no run takes is let go; what a run took goes with its files.
     */
    post: operations["upload_api_v1_projects__project__uploads_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/variables": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Variables of the project
     * @description All at once, by name.
     */
    get: operations["list_variables_api_v1_projects__project__variables_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/variables/{name}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Set a variable of the store
     * @description Tasks that start from now on see it.
     */
    put: operations["put_api_v1_projects__project__variables__name__put"];
    post?: never;
    /**
     * Take a variable out of the store
     * @description 409 where workflows use it; `current.used_in` names them with their tasks.
     */
    delete: operations["remove_api_v1_projects__project__variables__name__delete"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/workflows": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Workflows, with how they went lately */
    get: operations["list_workflows_api_v1_projects__project__workflows_get"];
    put?: never;
    /** Create a workflow, from a text or a template */
    post: operations["create_api_v1_projects__project__workflows_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/workflows/{workflow}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One workflow, with its graph and its run form */
    get: operations["show_workflow_api_v1_projects__project__workflows__workflow__get"];
    put?: never;
    post?: never;
    /** Remove a workflow; its history stays */
    delete: operations["remove_api_v1_projects__project__workflows__workflow__delete"];
    options?: never;
    head?: never;
    /** Stop or resume the triggers of a workflow */
    patch: operations["change_workflow_api_v1_projects__project__workflows__workflow__patch"];
    trace?: never;
  };
  "/api/v1/projects/{project}/workflows/{workflow}/diff": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What changed between two contents */
    get: operations["compare_api_v1_projects__project__workflows__workflow__diff_get"];
    put?: never;
    /** What a draft changes */
    post: operations["compare_draft_api_v1_projects__project__workflows__workflow__diff_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/workflows/{workflow}/draft": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Your draft of a workflow, with its ETag
     * @description 204 where you have none.
     */
    get: operations["show_api_v1_projects__project__workflows__workflow__draft_get"];
    /**
     * Keep your draft of a workflow
     * @description `If-Match` is the ETag of the draft before it, `*` overwrites whatever is there; `If-None-Match: *` is
     *     for the first one. 412 with the draft that is there where another tab of yours was faster.
     */
    put: operations["keep_api_v1_projects__project__workflows__workflow__draft_put"];
    post?: never;
    /** Throw your draft away */
    delete: operations["discard_api_v1_projects__project__workflows__workflow__draft_delete"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/workflows/{workflow}/revisions": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Saved contents of a workflow, newest first */
    get: operations["list_revisions_api_v1_projects__project__workflows__workflow__revisions_get"];
    put?: never;
    /**
     * Save a workflow
     * @description A text with errors is saved too; the last valid revision stays active. 412 with what stands there
     *     where somebody else saved meanwhile.
     */
    post: operations["save_api_v1_projects__project__workflows__workflow__revisions_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/workflows/{workflow}/revisions/{revision}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One saved content, with its text */
    get: operations["show_api_v1_projects__project__workflows__workflow__revisions__revision__get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/workflows/{workflow}/revisions/{revision}/restore": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Save an older content again
     * @description Without If-Match whatever stands there is written over; it stays in the list.
     */
    post: operations["restore_api_v1_projects__project__workflows__workflow__revisions__revision__restore_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/workflows/{workflow}/runs": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Start a run
     * @description With `only` or `from_task` it takes over what the last run left. With `text` it runs a draft.
     */
    post: operations["start_run_api_v1_projects__project__workflows__workflow__runs_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/workflows/{workflow}/source": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The text of a workflow, with its ETag
     * @description The ETag is of the text; saving sends it as If-Match.
     */
    get: operations["show_source_api_v1_projects__project__workflows__workflow__source_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/workflows/{workflow}/triggers": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The triggers of a workflow */
    get: operations["list_triggers_api_v1_projects__project__workflows__workflow__triggers_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/projects/{project}/workflows/{workflow}/triggers/{name}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Stop or resume one trigger */
    patch: operations["change_trigger_api_v1_projects__project__workflows__workflow__triggers__name__patch"];
    trace?: never;
  };
  "/api/v1/projects/{project}/workflows/{workflow}/triggers/{name}/ticks": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What became of a trigger's ticks
     * @description Newest first. A tick is never lost: one that gave no run says why.
     */
    get: operations["list_ticks_api_v1_projects__project__workflows__workflow__triggers__name__ticks_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/schema/workflow": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The JSON Schema of a workflow file
     * @description Draft 2020-12; completion, hover and problems come from it.
     */
    get: operations["show_workflow_schema_api_v1_schema_workflow_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/session": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who is signed in */
    get: operations["show_api_v1_session_get"];
    put?: never;
    /**
     * Sign in
     * @description Sets the session's cookie. After a few wrong tries the next one has to wait: 429 with Retry-After.
     */
    post: operations["sign_in_api_v1_session_post"];
    /** Sign out */
    delete: operations["sign_out_api_v1_session_delete"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/session/password": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Set your password
     * @description All other sessions of yours end.
     */
    put: operations["set_password_api_v1_session_password_put"];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/sessions": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Where you are signed in */
    get: operations["list_sessions_api_v1_sessions_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/sessions/{session_id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Sign out somewhere else */
    delete: operations["end_api_v1_sessions__session_id__delete"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/tokens": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Your tokens */
    get: operations["list_tokens_api_v1_tokens_get"];
    put?: never;
    /**
     * Make a token
     * @description The token is in this answer and nowhere else. It never may more than you may.
     */
    post: operations["make_api_v1_tokens_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/tokens/{token_id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Revoke a token
     * @description It stops working at once. Admins of the server may revoke anybody's.
     */
    delete: operations["revoke_api_v1_tokens__token_id__delete"];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/users": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Users, in the order in which they came */
    get: operations["list_users_api_v1_users_get"];
    put?: never;
    /**
     * Add a user
     * @description They get a link by which they come in the first time.
     */
    post: operations["add_api_v1_users_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/users/{user_id}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Take a user away
     * @description With their sessions, tokens and drafts; what they did stays in the audit.
     */
    delete: operations["remove_api_v1_users__user_id__delete"];
    options?: never;
    head?: never;
    /**
     * Change a user
     * @description Who gets another password, or may not come in any more, is signed out.
     */
    patch: operations["change_api_v1_users__user_id__patch"];
    trace?: never;
  };
  "/api/v1/users/{user_id}/link": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A link that lets a user in
     * @description For somebody who forgot their password, or has none.
     */
    post: operations["make_link_api_v1_users__user_id__link_post"];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/healthz": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Alive */
    get: operations["healthz_healthz_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/link/{secret}": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Sign in by a link
     * @description Sets the session's cookie and goes on to the first page; the link is used up.
     */
    get: operations["follow_link__secret__get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/metrics": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Measures for Prometheus
     * @description Prometheus sends a token of an admin: `seaway tokens create --scope metrics.read`.
     */
    get: operations["metrics_metrics_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/readyz": {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Able to serve
     * @description Answers 503 while the store can't be read.
     */
    get: operations["readyz_readyz_get"];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** AddedUser */
    AddedUser: {
      /**
       * Created At
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      created_at: string;
      /**
       * Email
       * @example ada@example.org
       */
      email: string | null;
      /**
       * Has Password
       * @description False: comes in by a link.
       */
      has_password: boolean;
      /** Id */
      id: string;
      /**
       * Initials
       * @example AL
       */
      initials: string;
      /**
       * Is Active
       * @description May sign in.
       */
      is_active: boolean;
      /**
       * Is Admin
       * @description Of the server, and so of every project.
       */
      is_admin: boolean;
      /**
       * Link
       * @description Where they sign in the first time; works once, for three days.
       * @example /link/…
       */
      link: string;
      /**
       * Name
       * @example Ada Lovelace
       */
      name: string;
    };
    /** AddTask */
    AddTask: {
      /**
       * After
       * @description The id of its neighbour; at the end where left out.
       */
      after?: string | null;
      /** Id */
      id: string;
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: "add_task";
      /** Parent */
      parent?: string | null;
      /**
       * Section
       * @default tasks
       * @enum {string}
       */
      section?: "tasks" | "on_failure" | "finally";
      /** Task */
      task: {
        [key: string]: components["schemas"]["JsonValue"];
      };
    };
    /** AnswerApproval */
    AnswerApproval: {
      /** Approved */
      approved: boolean;
      /** Task */
      task: string;
      /** Values */
      values?: {
        [key: string]: unknown;
      };
    };
    /**
     * Approval
     * @description What a person is asked.
     */
    Approval: {
      /**
       * Approvers
       * @description Who may answer; empty: any operator.
       */
      approvers: string[];
      /** Expires At */
      expires_at: string | null;
      /** Fields */
      fields: components["schemas"]["InputField"][];
      /**
       * Is Open
       * @description Whether it still waits for an answer.
       */
      is_open: boolean;
      /**
       * May Answer
       * @description Whether the reader may.
       */
      may_answer: boolean;
      /** Message */
      message: string;
      /** Task */
      task: string;
    };
    /**
     * Ask
     * @description A text to read.
     */
    Ask: {
      /**
       * Text
       * @example seaway: 1
       *     tasks:
       *       hello:
       *         run: echo hello
       */
      text: string;
      /**
       * Workflow
       * @example daily
       */
      workflow: string;
    };
    /**
     * AskEdit
     * @description Operations on a text, each on what the one before it gave; all or none.
     */
    AskEdit: {
      /** Operations */
      operations: (
        | components["schemas"]["AddTask"]
        | components["schemas"]["RemoveTask"]
        | components["schemas"]["RenameTask"]
        | components["schemas"]["DuplicateTask"]
        | components["schemas"]["SetValue"]
        | components["schemas"]["Unset"]
        | components["schemas"]["InsertItem"]
        | components["schemas"]["RemoveItem"]
        | components["schemas"]["Move"]
        | components["schemas"]["Connect"]
        | components["schemas"]["Disconnect"]
        | components["schemas"]["SetCondition"]
        | components["schemas"]["SetJoin"]
      )[];
      /**
       * Text
       * @example seaway: 1
       *     tasks:
       *       hello:
       *         run: echo hello
       */
      text: string;
      /**
       * Workflow
       * @example daily
       */
      workflow: string;
    };
    /** AskNames */
    AskNames: {
      /**
       * Run Id
       * @description Whose values; the last run where left out.
       */
      run_id?: string | null;
      /** Section */
      section?: ("tasks" | "on_failure" | "finally") | null;
      /**
       * Task
       * @description Where it stands, by its way through groups.
       */
      task?: string | null;
      /**
       * Text
       * @example seaway: 1
       *     tasks:
       *       hello:
       *         run: echo hello
       */
      text: string;
      /**
       * Workflow
       * @example daily
       */
      workflow: string;
    };
    /** AskOptions */
    AskOptions: {
      /**
       * Field
       * @description The input to choose for.
       * @example into
       */
      field: string;
      /**
       * Inputs
       * @description The other inputs, as far as they are there.
       */
      inputs?: {
        [key: string]: unknown;
      };
      /**
       * Search
       * @description A part of what is looked for.
       * @default
       */
      search?: string;
    };
    /** AskPreview */
    AskPreview: {
      /**
       * Expression
       * @example {{ tasks.load.outputs.rows }}
       */
      expression: string;
      /**
       * Run Id
       * @description Whose values; the last run where left out.
       */
      run_id?: string | null;
      /** Section */
      section?: ("tasks" | "on_failure" | "finally") | null;
      /**
       * Task
       * @description Where it stands, by its way through groups.
       */
      task?: string | null;
      /**
       * Text
       * @example seaway: 1
       *     tasks:
       *       hello:
       *         run: echo hello
       */
      text: string;
      /**
       * Workflow
       * @example daily
       */
      workflow: string;
    };
    /**
     * Attempt
     * @description One try of a task.
     */
    Attempt: {
      /** Attempt */
      attempt: number;
      /** Attempt Id */
      attempt_id: string | null;
      /** Ended At */
      ended_at: string | null;
      error: components["schemas"]["TaskError"] | null;
      /** Exit Code */
      exit_code: number | null;
      /** Has Log */
      has_log: boolean;
      /**
       * Is Current
       * @description Whether it is the newest.
       */
      is_current: boolean;
      /**
       * Kept Files
       * @description Whether its folder is kept for a look, as it failed.
       * @default false
       */
      kept_files: boolean;
      /**
       * Log Bytes
       * @description What it printed, in bytes of its log.
       * @default 0
       */
      log_bytes: number;
      /** Queued At */
      queued_at: string | null;
      /**
       * Reason
       * @default
       */
      reason: string;
      /** Seconds */
      seconds: number | null;
      /** Started At */
      started_at: string | null;
      state: components["schemas"]["TaskState"];
    };
    /** AttemptList */
    AttemptList: {
      /** Items */
      items: components["schemas"]["Attempt"][];
    };
    /**
     * Attention
     * @description Something a person should look at.
     */
    Attention: {
      /** At */
      at: string | null;
      /**
       * Count
       * @description Runs in a row that ended the same way.
       * @default 1
       */
      count: number;
      /**
       * Detail
       * @description First line of the error, the question, the mistake.
       */
      detail: string | null;
      /**
       * Kind
       * @enum {string}
       */
      kind: "failed" | "approval" | "late" | "invalid";
      /**
       * Name
       * @example Daily finance
       */
      name: string;
      /** Owner */
      owner: string | null;
      /** Run Id */
      run_id: string | null;
      /**
       * Sentence
       * @example failed at report
       * @example waits for an approval
       */
      sentence: string;
      /** Task */
      task: string | null;
      /**
       * Until
       * @description When the approval expires.
       */
      until: string | null;
      /** Workflow */
      workflow: string;
    };
    /**
     * AuditEntry
     * @description One change.
     */
    AuditEntry: {
      /**
       * Action
       * @example runs.start
       */
      action: string;
      /**
       * Actor
       * @description Their name at that time.
       * @example Ada Lovelace
       */
      actor: string;
      /** Actor Id */
      actor_id: string;
      /**
       * Address
       * @example 127.0.0.1
       */
      address: string;
      /**
       * At
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      at: string;
      /** Detail */
      detail: {
        [key: string]: unknown;
      };
      /** Id */
      id: number;
      /** Project */
      project: string | null;
      /**
       * Subject
       * @description What was done.
       * @example made Grace editor of finance
       */
      subject: string;
    };
    /** BlueprintDetail */
    BlueprintDetail: {
      /**
       * Category
       * @example Storage
       */
      category: string;
      /**
       * Connection Types
       * @description Types of connections it takes; an empty one takes any.
       */
      connection_types: string[];
      /**
       * Connections
       * @description Inputs that are connections, with the type they take.
       */
      connections: {
        [key: string]: string;
      };
      /** Description */
      description: string;
      /**
       * Docs
       * @description Markdown.
       */
      docs: string;
      /** Exits */
      exits: components["schemas"]["Exit"][];
      /**
       * Extra
       * @description The extra of the package that it needs.
       * @default
       */
      extra: string;
      /**
       * Icon
       * @description The system it is about: the first word of its name.
       * @example storage
       */
      icon: string;
      /**
       * Input Schema
       * @description JSON Schema of its form.
       */
      input_schema: {
        [key: string]: unknown;
      };
      /** Inputs */
      inputs: string[];
      /**
       * Is Idempotent
       * @description Running it twice does no harm.
       */
      is_idempotent: boolean;
      /**
       * Is Of Project
       * @description It stands in the project's own folder of blueprints.
       */
      is_of_project: boolean;
      /**
       * Is Sensor
       * @description It only looks, and is through once it sees what it waits for.
       */
      is_sensor: boolean;
      /**
       * Name
       * @example storage.download
       */
      name: string;
      /**
       * Output Schema
       * @description Null where the outputs are known only then.
       */
      output_schema: {
        [key: string]: unknown;
      } | null;
      /**
       * Snippet
       * @description A task that uses it, as YAML.
       */
      snippet: string;
      /**
       * Title
       * @example Download files
       */
      title: string;
      /**
       * Used In
       * @description Workflows that use it.
       */
      used_in: string[];
      /**
       * Variant Of
       * @description The verb that it is, for one system only: s3.download is storage.download.
       * @default
       */
      variant_of: string;
      /** Version */
      version: number;
      /**
       * Waits
       * @description It spends its time waiting, and holds no worker meanwhile.
       */
      waits: boolean;
    };
    /** BlueprintSummary */
    BlueprintSummary: {
      /**
       * Category
       * @example Storage
       */
      category: string;
      /**
       * Connection Types
       * @description Types of connections it takes; an empty one takes any.
       */
      connection_types: string[];
      /** Description */
      description: string;
      /**
       * Icon
       * @description The system it is about: the first word of its name.
       * @example storage
       */
      icon: string;
      /** Inputs */
      inputs: string[];
      /**
       * Is Of Project
       * @description It stands in the project's own folder of blueprints.
       */
      is_of_project: boolean;
      /**
       * Is Sensor
       * @description It only looks, and is through once it sees what it waits for.
       */
      is_sensor: boolean;
      /**
       * Name
       * @example storage.download
       */
      name: string;
      /**
       * Title
       * @example Download files
       */
      title: string;
      /**
       * Used In
       * @description Workflows that use it.
       */
      used_in: string[];
      /**
       * Variant Of
       * @description The verb that it is, for one system only: s3.download is storage.download.
       * @default
       */
      variant_of: string;
      /** Version */
      version: number;
      /**
       * Waits
       * @description It spends its time waiting, and holds no worker meanwhile.
       */
      waits: boolean;
    };
    /** Calendar */
    Calendar: {
      /**
       * Is Cut
       * @description There are more than are sent; ask for a shorter time.
       * @default false
       */
      is_cut: boolean;
      /** Items */
      items: components["schemas"]["PlannedTick"][];
    };
    /**
     * Changed
     * @description A line of the audit.
     */
    Changed: {
      /**
       * Action
       * @example runs.start
       */
      action: string;
      /** Actor */
      actor: string;
      /**
       * At
       * Format: date-time
       */
      at: string;
      /** Id */
      id: string;
      /** Initials */
      initials: string;
      /** Project */
      project: string | null;
      /** Sentence */
      sentence: string;
      /** Target */
      target: string | null;
    };
    /**
     * CheckedText
     * @description A text as it was read; nothing of it is kept.
     */
    CheckedText: {
      graph: components["schemas"]["Graph"];
      /**
       * Inputs
       * @description The form of a run; defaults that are expressions are open.
       */
      inputs: components["schemas"]["InputField"][];
      /** Problems */
      problems: components["schemas"]["SpecProblem"][];
      /**
       * Revision Hash
       * @description Of this text, byte for byte.
       */
      revision_hash: string;
      /**
       * Semantic Hash
       * @description Equal where two texts mean the same.
       */
      semantic_hash: string | null;
      /**
       * Spans
       * @description Of the top keys, the tasks, and the keys of the tasks.
       */
      spans: components["schemas"]["Span"][];
      /**
       * Top
       * @description The keys of the workflow beside its tasks, as they are written.
       */
      top: {
        [key: string]: components["schemas"]["JsonValue"];
      };
    };
    /** CheckResult */
    CheckResult: {
      /**
       * Code
       * @description Of the error.
       * @default
       * @example auth
       */
      code: string;
      /** Duration S */
      duration_s: number;
      /**
       * Hint
       * @description What to do then.
       * @default
       */
      hint: string;
      /** Is Ok */
      is_ok: boolean;
      /**
       * Message
       * @description One sentence: what was found, or what is wrong.
       */
      message: string;
    };
    /** Choice */
    Choice: {
      /** Label */
      label: string;
      /** Value */
      value: string | number | boolean;
    };
    /** ChoiceOption */
    ChoiceOption: {
      /**
       * Label
       * @description What people read, where that is something else.
       * @default
       */
      label: string;
      /**
       * Value
       * @description What the input gets.
       * @example staging.payments
       */
      value: string;
    };
    /** Choices */
    Choices: {
      /**
       * Is Cut
       * @description There are more that match.
       */
      is_cut: boolean;
      /** Items */
      items: components["schemas"]["ChoiceOption"][];
    };
    /** ChosenTask */
    ChosenTask: {
      /**
       * Reason
       * @example it ended failed
       * @example comes after load
       */
      reason: string;
      /** Task */
      task: string;
    };
    /** Column */
    Column: {
      /** Name */
      name: string;
      /**
       * Type
       * @default
       * @example BIGINT
       * @example string
       */
      type: string;
    };
    /** Connect */
    Connect: {
      /**
       * Condition
       * @default success
       * @example success
       * @example exit:2,100-120
       * @example label:big
       */
      condition?: string;
      /**
       * From
       * @description The way through groups.
       * @example load/check
       */
      from: string;
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: "connect";
      /** Section */
      section?: ("tasks" | "on_failure" | "finally") | null;
      /**
       * To
       * @description The way through groups.
       * @example load/check
       */
      to: string;
    };
    /**
     * ConnectionChange
     * @description A secret field that is left out stays as it is; null takes it away.
     */
    ConnectionChange: {
      /** Description */
      description?: string | null;
      /**
       * Fields
       * @description Or `url` in place of them.
       * @example {
       *       "bucket": "raw"
       *     }
       */
      fields?: {
        [key: string]: components["schemas"]["JsonValue"];
      };
      /**
       * Type
       * @example s3
       */
      type: string;
    };
    /** ConnectionList */
    ConnectionList: {
      /** Items */
      items: components["schemas"]["ConnectionSummary"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
      /**
       * Problems
       * @description Places that could not be asked, so that some may be missing.
       */
      problems: string[];
    };
    /** ConnectionSummary */
    ConnectionSummary: {
      /**
       * Description
       * @default
       */
      description: string;
      /**
       * Fields
       * @description `••••••••` for each secret one that is set; sent back, it stays as it is.
       */
      fields: {
        [key: string]: unknown;
      };
      /**
       * Is Editable
       * @description It stands in the store, so that it can be changed here.
       */
      is_editable: boolean;
      last_check: components["schemas"]["LastCheck"] | null;
      /**
       * Name
       * @example warehouse
       */
      name: string;
      /**
       * Place
       * @description As a person says it: a file, a variable, the store.
       * @example seaway.toml
       */
      place: string;
      /**
       * Shadows
       * @description Places that know the name too, and are not asked.
       */
      shadows: ("environment" | "project" | "store" | "vault")[];
      sign_in: components["schemas"]["SignIn"] | null;
      /**
       * Source
       * @description Of several places that know the name the first counts.
       * @enum {string}
       */
      source: "environment" | "project" | "store" | "vault";
      /**
       * Title
       * @description Of its type.
       * @default
       * @example DuckDB
       */
      title: string;
      /**
       * Type
       * @example duckdb
       */
      type: string;
      /** Updated At */
      updated_at: string | null;
      /**
       * Updated By
       * @default
       */
      updated_by: string;
      /**
       * Used In
       * @description Workflows that use it.
       */
      used_in: string[];
    };
    /**
     * ConnectionTrial
     * @description A connection as it would be. `name`: its secret fields that are left out are those of this one.
     */
    ConnectionTrial: {
      /** Fields */
      fields?: {
        [key: string]: components["schemas"]["JsonValue"];
      };
      /** Name */
      name?: string | null;
      /** Type */
      type: string;
    };
    /** ConnectionTypeDocument */
    ConnectionTypeDocument: {
      /**
       * Category
       * @example SQL
       */
      category: string;
      /** Description */
      description: string;
      /**
       * Is Of Project
       * @description The project's own code defines it.
       * @default false
       */
      is_of_project: boolean;
      /**
       * Oauth
       * @description Its system signs people in: see `authorize`.
       */
      oauth: boolean;
      /**
       * Schema
       * @description JSON Schema of its fields; secret ones say `writeOnly` and `x-secret`, hints for the form stand under `x-form`.
       */
      schema: {
        [key: string]: unknown;
      };
      /**
       * Title
       * @example DuckDB
       */
      title: string;
      /**
       * Type
       * @example duckdb
       */
      type: string;
    };
    /** CreatedWorkflow */
    CreatedWorkflow: {
      /**
       * Etag
       * @description Of the source now, for the next save.
       */
      etag: string;
      /** Id */
      id: string;
      /** Problems */
      problems: components["schemas"]["SpecProblem"][];
      /**
       * Revision
       * @description Null where the text has errors: the last valid one stays active.
       */
      revision: string | null;
    };
    /**
     * DatabaseDocument
     * @description It is migrated by `seaway db upgrade`, with no engine at work on it.
     */
    DatabaseDocument: {
      /**
       * Kind
       * @example sqlite
       */
      kind: string;
      /**
       * @description Whether its tables fit this version.
       * @example current
       */
      standing: components["schemas"]["Standing"];
      /**
       * Where
       * @description Without a password.
       * @example /srv/finance/.seaway/seaway.db
       */
      where: string;
    };
    /** DayCount */
    DayCount: {
      /** Cancelled */
      cancelled: number;
      /**
       * Date
       * Format: date
       */
      date: string;
      /** Failed */
      failed: number;
      /** Success */
      success: number;
    };
    /**
     * Deadline
     * @description By when a run or a task of it should end: still to come, or missed.
     */
    Deadline: {
      /**
       * Due At
       * @description None while it counts from a start that has not been.
       */
      due_at: string | null;
      /**
       * Late At
       * @description When it was found late.
       */
      late_at: string | null;
      /**
       * Task
       * @description None: the run itself.
       * @example load
       */
      task: string | null;
    };
    /**
     * Diff
     * @description What changed, in lines and in sentences.
     */
    Diff: {
      /** Semantic */
      semantic: components["schemas"]["SemanticChange"][];
      /** Unified */
      unified: string;
    };
    /** Disconnect */
    Disconnect: {
      /**
       * From
       * @description The way through groups.
       * @example load/check
       */
      from: string;
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: "disconnect";
      /** Section */
      section?: ("tasks" | "on_failure" | "finally") | null;
      /**
       * To
       * @description The way through groups.
       * @example load/check
       */
      to: string;
    };
    /**
     * Done
     * @description That it was done, or was so already.
     */
    Done: {
      /** Changed */
      changed: boolean;
    };
    /** DraftNote */
    DraftNote: {
      /** By */
      by: string;
      /**
       * Updated At
       * Format: date-time
       */
      updated_at: string;
    };
    /**
     * DraftText
     * @description What somebody has changed and not saved.
     */
    DraftText: {
      /**
       * Base Revision
       * @description The revision it began with.
       */
      base_revision?: string | null;
      /**
       * Layout
       * @description What the canvas keeps beside the text: positions and notes.
       * @example {
       *       "positions": {}
       *     }
       */
      layout?: {
        [key: string]: unknown;
      } | null;
      /**
       * Text
       * @example seaway: 1
       *     tasks:
       *       hello:
       *         run: echo hello
       */
      text: string;
    };
    /** DuplicateTask */
    DuplicateTask: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: "duplicate_task";
      /**
       * Path
       * @description The way through groups.
       * @example load/check
       */
      path: string;
      /** Section */
      section?: ("tasks" | "on_failure" | "finally") | null;
      /** To */
      to: string;
    };
    /**
     * EditedText
     * @description What operations gave.
     */
    EditedText: {
      /**
       * Edits
       * @description Against the text that was sent, in order; they do not overlap.
       */
      edits: components["schemas"]["TextEdit"][];
      graph: components["schemas"]["Graph"];
      /**
       * Inputs
       * @description The form of a run; defaults that are expressions are open.
       */
      inputs: components["schemas"]["InputField"][];
      /** Problems */
      problems: components["schemas"]["SpecProblem"][];
      /**
       * Revision Hash
       * @description Of this text, byte for byte.
       */
      revision_hash: string;
      /**
       * Semantic Hash
       * @description Equal where two texts mean the same.
       */
      semantic_hash: string | null;
      /**
       * Spans
       * @description Of the top keys, the tasks, and the keys of the tasks.
       */
      spans: components["schemas"]["Span"][];
      /** Text */
      text: string;
      /**
       * Top
       * @description The keys of the workflow beside its tasks, as they are written.
       */
      top: {
        [key: string]: components["schemas"]["JsonValue"];
      };
    };
    /** EngineSeen */
    EngineSeen: {
      /**
       * Beat At
       * Format: date-time
       */
      beat_at: string;
      /** Host */
      host: string;
      /** Id */
      id: string;
      /** Is Alive */
      is_alive: boolean;
      /** Slots */
      slots: number;
      /**
       * Started At
       * Format: date-time
       */
      started_at: string;
    };
    /** Exit */
    Exit: {
      /** Code */
      code: number;
      /** Meaning */
      meaning: string;
    };
    /** ExpressionName */
    ExpressionName: {
      /** Description */
      description: string;
      /**
       * Name
       * @example tasks.load.outputs.rows
       */
      name: string;
      /** @description Its value in the last run, where it is short. */
      sample: components["schemas"]["JsonValue"];
      /** Type */
      type: string | null;
    };
    /**
     * ExpressionPreview
     * @description What an expression gives, or why it gives nothing.
     */
    ExpressionPreview: {
      /** Error */
      error: string | null;
      /**
       * From Run
       * @description The run whose values were used.
       */
      from_run: string | null;
      /**
       * Said
       * @default
       */
      said: string;
      /** @description Null where it is too long; `said` shows its beginning. */
      value: components["schemas"]["JsonValue"];
    };
    /**
     * Graph
     * @description The three sections of a workflow, each in the order of the file, groups before what is in them.
     */
    Graph: {
      /**
       * Finally
       * @default []
       */
      finally: components["schemas"]["GraphTask"][];
      /**
       * On Failure
       * @default []
       */
      on_failure: components["schemas"]["GraphTask"][];
      /**
       * Tasks
       * @default []
       */
      tasks: components["schemas"]["GraphTask"][];
    };
    /**
     * GraphEdge
     * @description What a task asks of one before it.
     */
    GraphEdge: {
      /**
       * Condition
       * @description `success`, `failed`, `completed`, exit codes as `exit:2,100-120`, or `label:big`.
       * @example success
       * @example exit:2
       */
      condition: string;
      /** Task */
      task: string;
    };
    /**
     * GraphForeach
     * @description What a task runs once for.
     */
    GraphForeach: {
      /**
       * Is Matrix
       * @default false
       */
      is_matrix: boolean;
      /** @description A list, an expression, or the map of a matrix. */
      items: components["schemas"]["JsonValue"];
      /** Key */
      key: string | null;
      /** Max Parallel */
      max_parallel: number | null;
      /** On Item Failure */
      on_item_failure: string | null;
      /** Tolerate */
      tolerate: number | string | null;
    };
    /**
     * GraphTask
     * @description One node, as it is written.
     */
    GraphTask: {
      /** Allow Failure */
      allow_failure: boolean;
      /** Always */
      always: boolean;
      /** Category */
      category: string;
      /** Checks Count */
      checks_count: number;
      /**
       * Data
       * @description The mapping as it is written, without the tasks of a group.
       */
      data: {
        [key: string]: unknown;
      };
      /** Description */
      description: string | null;
      /** Disabled */
      disabled: boolean;
      /** End Line */
      end_line: number;
      foreach: components["schemas"]["GraphForeach"] | null;
      /**
       * Icon
       * @description The system it is about: the first word of the blueprint's name.
       */
      icon: string;
      /** Id */
      id: string;
      /** Is Sensor */
      is_sensor: boolean;
      /** Join */
      join: string | number;
      /**
       * Kind
       * @enum {string}
       */
      kind: "uses" | "run" | "workflow" | "approval" | "switch" | "tasks" | "unknown";
      /** Language */
      language: string | null;
      /**
       * Line
       * @description From 1; 0 where the workflow has no text.
       */
      line: number;
      /** Name */
      name: string | null;
      /** Needs */
      needs: components["schemas"]["GraphEdge"][];
      /** Outputs */
      outputs: string[];
      /** Parent */
      parent: string | null;
      /**
       * Path
       * @description The way through groups.
       * @example load/check
       */
      path: string;
      /**
       * Pointer
       * @description Where it stands in the file, for operations on its keys.
       */
      pointer: (string | number)[];
      /**
       * Problems
       * @description Places in the list of all problems.
       */
      problems: number[];
      retry: components["schemas"]["JsonValue"];
      /**
       * Script
       * @description The first line of `run`.
       */
      script: string | null;
      /**
       * Section
       * @enum {string}
       */
      section: "tasks" | "on_failure" | "finally";
      /** Switch Labels */
      switch_labels: string[];
      timeout: components["schemas"]["JsonValue"];
      /**
       * Title
       * @description What its blueprint is called.
       */
      title: string;
      /** Uses */
      uses: string | null;
      /** When */
      when: string | boolean | null;
      /** Workflow */
      workflow: string | null;
    };
    /** HourCount */
    HourCount: {
      /** Cancelled */
      cancelled: number;
      /** Failed */
      failed: number;
      /**
       * Running
       * @description Began in this hour and are not over.
       * @default 0
       */
      running: number;
      /**
       * Start
       * Format: date-time
       */
      start: string;
      /** Success */
      success: number;
    };
    /**
     * InputField
     * @description One field of a form.
     */
    InputField: {
      /** Accept */
      accept: string[];
      /**
       * Default
       * @description What stands in the form at first; expressions are resolved.
       */
      default: unknown;
      /**
       * Default Said
       * @description The expression that gave the default.
       * @example {{ run.logical_date }}
       */
      default_said: string | null;
      /**
       * Description
       * @default
       */
      description: string;
      /** @description The type of a list's items. */
      items: components["schemas"]["InputType"] | null;
      /** Max */
      max: number | string | null;
      /**
       * Max Bytes
       * @description The largest file that it takes.
       */
      max_bytes: number | null;
      /** Max Length */
      max_length: number | null;
      /** Min */
      min: number | string | null;
      /** Min Length */
      min_length: number | null;
      /**
       * Name
       * @example day
       */
      name: string;
      /** Options */
      options: components["schemas"]["Choice"][];
      /** Pattern */
      pattern: string | null;
      /**
       * Placeholder
       * @description An example of a value.
       * @default
       */
      placeholder: string;
      /** Required */
      required: boolean;
      /**
       * Schema
       * @description The value as JSON Schema.
       */
      schema: {
        [key: string]: unknown;
      };
      /**
       * Title
       * @example Day
       */
      title: string;
      /** @example date */
      type: components["schemas"]["InputType"];
    };
    /**
     * InputType
     * @enum {string}
     */
    InputType:
      | "string"
      | "text"
      | "integer"
      | "number"
      | "boolean"
      | "date"
      | "datetime"
      | "duration"
      | "select"
      | "multiselect"
      | "json"
      | "file"
      | "list"
      | "connection"
      | "secret";
    /** InsertItem */
    InsertItem: {
      /** Index */
      index: number;
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: "insert";
      /**
       * Path
       * @example [
       *       "tasks",
       *       "load",
       *       "timeout"
       *     ]
       */
      path: (string | number)[];
      value: components["schemas"]["JsonValue"];
    };
    JsonValue: unknown;
    /** KeptDraft */
    KeptDraft: {
      /**
       * Base Revision
       * @description The revision it began with.
       */
      base_revision: string | null;
      /**
       * Layout
       * @description What the canvas keeps beside the text: positions and notes.
       * @example {
       *       "positions": {}
       *     }
       */
      layout: {
        [key: string]: unknown;
      } | null;
      /**
       * Text
       * @example seaway: 1
       *     tasks:
       *       hello:
       *         run: echo hello
       */
      text: string;
      /**
       * Updated At
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      updated_at: string;
    };
    /** Last14Days */
    Last14Days: {
      /** Days */
      days: components["schemas"]["DayCount"][];
    };
    /** Last24Hours */
    Last24Hours: {
      /** Hours */
      hours: components["schemas"]["HourCount"][];
      totals: components["schemas"]["Totals"];
    };
    /** LastCheck */
    LastCheck: {
      /**
       * At
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      at: string;
      /** Is Ok */
      is_ok: boolean;
      /**
       * Message
       * @example The bucket raw answers.
       */
      message: string;
    };
    /**
     * LastRun
     * @description A dot in a row of dots.
     */
    LastRun: {
      /**
       * Created At
       * Format: date-time
       */
      created_at: string;
      /** Run Id */
      run_id: string;
      /**
       * Seconds
       * @description How long it took; null where it has not begun or ended.
       */
      seconds: number | null;
      /** Started At */
      started_at: string | null;
      state: components["schemas"]["RunState"];
    };
    /**
     * Level
     * @enum {string}
     */
    Level: "debug" | "info" | "warning" | "error" | "critical" | "";
    /** Line */
    Line: {
      /** @description Of `logging`, or seen in the text of what was printed; empty where nothing tells it. */
      level: components["schemas"]["Level"];
      /**
       * N
       * @description Counted from 1.
       * @example 412
       */
      n: number;
      /**
       * Offset
       * @description Where it begins in the log, in bytes.
       */
      offset: number;
      stream: components["schemas"]["LogStream"];
      /**
       * Text
       * @description As it was printed, colours too.
       */
      text: string;
      /**
       * Time
       * Format: date-time
       */
      time: string;
    };
    /**
     * LogMatches
     * @description Lines that hold the words searched for.
     */
    LogMatches: {
      /** Lines */
      lines: components["schemas"]["Line"][];
      /**
       * Next
       * @description Send it as `after` for the lines that come then.
       */
      next: number | null;
    };
    /**
     * LogStream
     * @enum {string}
     */
    LogStream: "out" | "err" | "log" | "sys";
    /**
     * LogWindow
     * @description Some lines of an attempt's log.
     */
    LogWindow: {
      /** Attempt */
      attempt: number;
      /** Error Count */
      error_count: number;
      /**
       * Error Lines
       * @description Numbers of lines that tell of an error, the first 1,000.
       */
      error_lines: number[];
      /**
       * First Line
       * @description The number of the first line sent.
       */
      first_line: number | null;
      /**
       * Is Complete
       * @description The attempt is over and no line comes after those in the log.
       */
      is_complete: boolean;
      /** Last Line */
      last_line: number | null;
      /** Lines */
      lines: components["schemas"]["Line"][];
      /**
       * Next Offset
       * @description Where the line after the last one sent begins: follow from here.
       */
      next_offset: number;
      /** Size Bytes */
      size_bytes: number;
      /** Task */
      task: string;
      /** Total Lines */
      total_lines: number;
    };
    /** MadeToken */
    MadeToken: {
      /**
       * Created At
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      created_at: string;
      /** Expires At */
      expires_at: string | null;
      /** Id */
      id: string;
      /**
       * Name
       * @example deployment
       */
      name: string;
      /**
       * Project
       * @description Null: for all projects of its user.
       */
      project: string | null;
      /**
       * Scopes
       * @example [
       *       "runs.start",
       *       "runs.read"
       *     ]
       */
      scopes: string[];
      /**
       * Start
       * @description What it begins with, to recognise it.
       * @example sw_4fq7w
       */
      start: string;
      /**
       * Token
       * @description The token. It is shown now and never again.
       */
      token: string;
      /** Used At */
      used_at: string | null;
    };
    /**
     * Materialization
     * @description One thing that a task said it read or wrote. `null` is what it did not say.
     */
    Materialization: {
      /**
       * Asset
       * @description `connection/name`.
       * @example warehouse/staging.payments
       */
      asset: string;
      /**
       * At
       * Format: date-time
       * @description When the task told of it: at its end, or as it began to wait.
       */
      at: string;
      /** Attempt */
      attempt: number;
      /**
       * Columns
       * @description Its columns with their types, in order.
       * @example {
       *       "payment_id": "bigint"
       *     }
       */
      columns: {
        [key: string]: unknown;
      };
      /**
       * Extra
       * @description Whatever else was said, such as how it was written.
       */
      extra: {
        [key: string]: unknown;
      };
      /**
       * Kind
       * @enum {string}
       */
      kind: "read" | "written";
      /**
       * Path
       * @description The key without the items.
       * @example load
       */
      path: string;
      /**
       * Rows
       * @example 1200
       */
      rows: number | null;
      /** Run Id */
      run_id: string;
      /** Size Bytes */
      size_bytes: number | null;
      /**
       * Task
       * @description The task's key.
       * @example load[stripe]
       */
      task: string;
      /** Workflow */
      workflow: string;
    };
    /** MemberDocument */
    MemberDocument: {
      role: components["schemas"]["Role"];
      user: components["schemas"]["UserDocument"];
    };
    /** Move */
    Move: {
      /** After */
      after?: string | number | null;
      /** Before */
      before?: string | number | null;
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: "move";
      /**
       * Path
       * @example [
       *       "tasks",
       *       "load",
       *       "timeout"
       *     ]
       */
      path: (string | number)[];
    };
    /** NewLink */
    NewLink: {
      /**
       * Link
       * @description Signs them in, once, within 15 minutes.
       * @example /link/…
       */
      link: string;
    };
    /** NewProject */
    NewProject: {
      /**
       * Label
       * @default
       * @example Finance
       */
      label?: string;
      /**
       * Name
       * @example finance
       */
      name: string;
      /**
       * Timezone
       * @default UTC
       * @example Europe/Berlin
       */
      timezone?: string;
    };
    /** NewToken */
    NewToken: {
      /** Expires At */
      expires_at?: string | null;
      /**
       * Name
       * @example deployment
       */
      name: string;
      /** Project */
      project?: string | null;
      /**
       * Scopes
       * @description `all`, `read`, an action such as `runs.start`, or a noun such as `runs.*`.
       * @example [
       *       "runs.start",
       *       "runs.read"
       *     ]
       */
      scopes: string[];
    };
    /** NewUser */
    NewUser: {
      /**
       * Email
       * @example ada@example.org
       */
      email?: string | null;
      /**
       * Is Admin
       * @default false
       */
      is_admin?: boolean;
      /**
       * Name
       * @example Ada Lovelace
       */
      name: string;
      /**
       * Password
       * @description Better left to them.
       */
      password?: string | null;
    };
    /**
     * NewWorkflow
     * @description From a text, from a template, or empty.
     */
    NewWorkflow: {
      /**
       * Id
       * @example daily
       */
      id: string;
      /**
       * Message
       * @description Why it was changed.
       * @default
       * @example Load the new region
       */
      message?: string;
      /** Template */
      template?: string | null;
      /** Text */
      text?: string | null;
    };
    /** NextRun */
    NextRun: {
      /**
       * At
       * Format: date-time
       */
      at: string;
      /**
       * Timezone
       * @example America/New_York
       */
      timezone: string;
      /**
       * Trigger
       * @example nightly
       */
      trigger: string;
    };
    /**
     * NextTicks
     * @description When a schedule would tick next.
     */
    NextTicks: {
      /** Items */
      items: string[];
      /**
       * Timezone
       * @description The zone that it counts in.
       * @example Europe/Berlin
       */
      timezone: string;
    };
    /** OnlyText */
    OnlyText: {
      /**
       * Text
       * @example seaway: 1
       *     tasks:
       *       hello:
       *         run: echo hello
       */
      text: string;
    };
    /** Overview */
    Overview: {
      /** Attention */
      attention: components["schemas"]["Attention"][];
      /** Changed */
      changed: components["schemas"]["Changed"][];
      last_14d: components["schemas"]["Last14Days"];
      last_24h: components["schemas"]["Last24Hours"];
      /** Next */
      next: components["schemas"]["Upcoming"][];
      success_rate: components["schemas"]["Rate"];
      /** Under Way */
      under_way: components["schemas"]["UnderWay"][];
    };
    /** Page[AuditEntry] */
    Page_AuditEntry_: {
      /** Items */
      items: components["schemas"]["AuditEntry"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[BlueprintSummary] */
    Page_BlueprintSummary_: {
      /** Items */
      items: components["schemas"]["BlueprintSummary"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[ExpressionName] */
    Page_ExpressionName_: {
      /** Items */
      items: components["schemas"]["ExpressionName"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[Materialization] */
    Page_Materialization_: {
      /** Items */
      items: components["schemas"]["Materialization"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[MemberDocument] */
    Page_MemberDocument_: {
      /** Items */
      items: components["schemas"]["MemberDocument"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[ProjectDocument] */
    Page_ProjectDocument_: {
      /** Items */
      items: components["schemas"]["ProjectDocument"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[RevisionLine] */
    Page_RevisionLine_: {
      /** Items */
      items: components["schemas"]["RevisionLine"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[RunEvent] */
    Page_RunEvent_: {
      /** Items */
      items: components["schemas"]["RunEvent"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[RunSummary] */
    Page_RunSummary_: {
      /** Items */
      items: components["schemas"]["RunSummary"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[ScriptFile] */
    Page_ScriptFile_: {
      /** Items */
      items: components["schemas"]["ScriptFile"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[SessionOfMine] */
    Page_SessionOfMine_: {
      /** Items */
      items: components["schemas"]["SessionOfMine"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[SpecProblem] */
    Page_SpecProblem_: {
      /** Items */
      items: components["schemas"]["SpecProblem"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[TaskRun] */
    Page_TaskRun_: {
      /** Items */
      items: components["schemas"]["TaskRun"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[TemplateInfo] */
    Page_TemplateInfo_: {
      /** Items */
      items: components["schemas"]["TemplateInfo"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[Tick] */
    Page_Tick_: {
      /** Items */
      items: components["schemas"]["Tick"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[TokenDocument] */
    Page_TokenDocument_: {
      /** Items */
      items: components["schemas"]["TokenDocument"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[TriggerSummary] */
    Page_TriggerSummary_: {
      /** Items */
      items: components["schemas"]["TriggerSummary"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[UserDocument] */
    Page_UserDocument_: {
      /** Items */
      items: components["schemas"]["UserDocument"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[Variable] */
    Page_Variable_: {
      /** Items */
      items: components["schemas"]["Variable"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** Page[WorkflowSummary] */
    Page_WorkflowSummary_: {
      /** Items */
      items: components["schemas"]["WorkflowSummary"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
    };
    /** PasswordRequest */
    PasswordRequest: {
      /**
       * Current
       * @description The one until now, where there is one.
       * @default
       */
      current?: string;
      /** Password */
      password: string;
    };
    /** PauseRun */
    PauseRun: {
      /**
       * Reason
       * @default
       */
      reason?: string;
    };
    /**
     * PlannedTick
     * @description One moment at which a trigger will fire.
     */
    PlannedTick: {
      /**
       * At
       * Format: date-time
       */
      at: string;
      /** Is Paused */
      is_paused: boolean;
      /** Name */
      name: string;
      /** Timezone */
      timezone: string;
      /** Trigger */
      trigger: string;
      /** Usual S */
      usual_s: number | null;
      /** Workflow */
      workflow: string;
    };
    /**
     * Preview
     * @description The beginning of a file, as its kind is looked at.
     */
    Preview: {
      /** Columns */
      columns: components["schemas"]["Column"][] | null;
      /**
       * Kind
       * @enum {string}
       */
      kind: "text" | "csv" | "parquet" | "image" | "binary";
      /** Media Type */
      media_type: string;
      /**
       * Note
       * @description Why there is no preview.
       * @default
       */
      note: string;
      /**
       * Rows
       * @description At most 200, each with a value a column.
       */
      rows: unknown[][] | null;
      /** Size Bytes */
      size_bytes: number;
      /** Text */
      text: string | null;
      /**
       * Total Rows
       * @description Where the file tells it.
       */
      total_rows: number | null;
      /**
       * Truncated
       * @default false
       */
      truncated: boolean;
    };
    /**
     * ProblemDocument
     * @description Why a request was not done.
     */
    ProblemDocument: {
      /**
       * Code
       * @description Of the error, for programs.
       * @example unknown
       */
      code: string;
      /**
       * Current
       * @description What it is now, after a conflict.
       * @default null
       */
      current: {
        [key: string]: unknown;
      } | null;
      /**
       * Detail
       * @description What happened, and where.
       * @example There is no workflow daily
       */
      detail: string;
      /**
       * Hint
       * @description What to do.
       * @default
       * @example Did you mean `daily_finance`?
       */
      hint: string;
      /**
       * Problems
       * @description Findings in a file.
       * @default null
       */
      problems: components["schemas"]["SpecProblem"][] | null;
      /**
       * Request Id
       * @description Find it in the server's log.
       * @default
       */
      request_id: string;
      /**
       * Status
       * @example 404
       */
      status: number;
      /**
       * Title
       * @example Not found
       */
      title: string;
      /**
       * Type
       * @default about:blank
       * @example about:blank
       */
      type: string;
    };
    /** ProjectDocument */
    ProjectDocument: {
      /**
       * Created At
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      created_at: string;
      /**
       * Is Served
       * @description Its files are on this server.
       */
      is_served: boolean;
      /**
       * Label
       * @example Finance
       */
      label: string;
      /**
       * Name
       * @example finance
       */
      name: string;
      /**
       * Role
       * @description Yours.
       * @example editor
       */
      role: string;
      /**
       * Timezone
       * @example Europe/Berlin
       */
      timezone: string;
    };
    /** ProjectOfMine */
    ProjectOfMine: {
      /**
       * Label
       * @example Finance
       */
      label: string;
      /**
       * Name
       * @example finance
       */
      name: string;
      /**
       * Role
       * @example editor
       */
      role: string;
      /**
       * Timezone
       * @example Europe/Berlin
       */
      timezone: string;
    };
    /** Rate */
    Rate: {
      /**
       * Before
       * @description Of the 7 days before.
       */
      before: number | null;
      /**
       * Now
       * @description Of the runs that ended in the last 7 days.
       */
      now: number | null;
    };
    /** RemoveItem */
    RemoveItem: {
      /** Index */
      index: number;
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: "remove_item";
      /**
       * Path
       * @example [
       *       "tasks",
       *       "load",
       *       "timeout"
       *     ]
       */
      path: (string | number)[];
    };
    /** RemoveTask */
    RemoveTask: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: "remove_task";
      /**
       * Path
       * @description The way through groups.
       * @example load/check
       */
      path: string;
      /** Section */
      section?: ("tasks" | "on_failure" | "finally") | null;
    };
    /** RenameTask */
    RenameTask: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: "rename_task";
      /**
       * Path
       * @description The way through groups.
       * @example load/check
       */
      path: string;
      /** Section */
      section?: ("tasks" | "on_failure" | "finally") | null;
      /** To */
      to: string;
    };
    /**
     * Rerun
     * @description How a run came to run again.
     */
    Rerun: {
      /**
       * Mode
       * @example failed
       */
      mode: string;
      /**
       * Of
       * @description The run before.
       */
      of: string;
      /**
       * Tasks
       * @description The tasks that were chosen.
       */
      tasks: string[];
    };
    /**
     * RerunMode
     * @enum {string}
     */
    RerunMode: "all" | "failed" | "from" | "only";
    /**
     * RerunPreview
     * @description What a rerun would do.
     */
    RerunPreview: {
      /**
       * Carried
       * @description Tasks whose results would be taken over.
       */
      carried: string[];
      /**
       * Joins
       * @description Tasks that run though nobody chose them, and why.
       */
      joins: components["schemas"]["ChosenTask"][];
      /**
       * Runs
       * @description Tasks that would run.
       */
      runs: components["schemas"]["ChosenTask"][];
    };
    /**
     * RerunRun
     * @description Run again what a run did.
     */
    RerunRun: {
      /**
       * From Task
       * @description For `from`: the task to begin with.
       */
      from_task?: string | null;
      /**
       * Inputs
       * @description Changed inputs, with mode `all`.
       */
      inputs?: {
        [key: string]: unknown;
      };
      /**
       * Mode
       * @default failed
       * @enum {string}
       */
      mode?: "all" | "failed" | "from" | "only";
      /**
       * Only
       * @description For `only`: these tasks.
       */
      only?: string[];
      /**
       * Revision
       * @description The content that the run ran, or the workflow as it is now.
       * @default latest
       * @enum {string}
       */
      revision?: "same" | "latest";
    };
    /** Restore */
    Restore: {
      /**
       * Message
       * @description Why it was changed.
       * @default
       * @example Load the new region
       */
      message?: string;
    };
    /**
     * RevisionLine
     * @description One saved content.
     */
    RevisionLine: {
      /**
       * Author
       * @description Empty where it was changed in the folder.
       */
      author: string;
      /**
       * Content
       * @description Equal where two read the same, byte for byte: the hash of the first one that did.
       */
      content: string;
      /**
       * Created At
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      created_at: string;
      /** File */
      file: string;
      /** Hash */
      hash: string;
      /** Is Active */
      is_active: boolean;
      /** Message */
      message: string;
      /** Runs Count */
      runs_count: number;
    };
    /** RevisionOfWorkflow */
    RevisionOfWorkflow: {
      /**
       * Author
       * @default
       */
      author: string;
      /**
       * Created At
       * Format: date-time
       */
      created_at: string;
      /** Hash */
      hash: string;
      /**
       * Message
       * @default
       */
      message: string;
    };
    /** RevisionText */
    RevisionText: {
      /**
       * Author
       * @description Empty where it was changed in the folder.
       */
      author: string;
      /**
       * Content
       * @description Equal where two read the same, byte for byte: the hash of the first one that did.
       */
      content: string;
      /**
       * Created At
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      created_at: string;
      /** File */
      file: string;
      /** Hash */
      hash: string;
      /** Is Active */
      is_active: boolean;
      /** Message */
      message: string;
      /** Runs Count */
      runs_count: number;
      /** Text */
      text: string;
    };
    /**
     * Role
     * @description A server's admin is an admin in every project.
     * @enum {string}
     */
    Role: "viewer" | "operator" | "editor" | "admin";
    /** RoleRequest */
    RoleRequest: {
      /** @description Each role may all that the ones before it may. */
      role: components["schemas"]["Role"];
    };
    /**
     * RunBlueprint
     * @description A blueprint by itself.
     */
    RunBlueprint: {
      /**
       * Inputs
       * @description As they would stand under `with`.
       * @example {
       *       "url": "https://example.org/rates.json"
       *     }
       */
      inputs?: {
        [key: string]: unknown;
      };
    };
    /**
     * RunDetail
     * @description One run, with what its page shows above the tasks.
     */
    RunDetail: {
      /**
       * Children
       * @description Runs that it started as sub-workflows.
       */
      children: string[];
      /** Counts */
      counts: {
        [key: string]: number;
      };
      /**
       * Created At
       * Format: date-time
       */
      created_at: string;
      /**
       * Deadlines
       * @description To come or missed: the run's own first, then by task.
       */
      deadlines: components["schemas"]["Deadline"][];
      /** Ended At */
      ended_at: string | null;
      /**
       * Error
       * @description First line of the first failure.
       */
      error: string | null;
      /**
       * Error Hint
       * @description What to do about it.
       * @default
       */
      error_hint: string;
      /**
       * Failed Task
       * @example report
       */
      failed_task: string | null;
      /**
       * First Error
       * @description The whole first error, which may have several lines.
       */
      first_error: string | null;
      /** @description Of the content that it ran. */
      graph: components["schemas"]["Graph"] | null;
      /**
       * Has Files
       * @description False once its files are not kept any more.
       * @default true
       */
      has_files: boolean;
      /** Inputs */
      inputs: {
        [key: string]: unknown;
      };
      /**
       * Interval End
       * Format: date-time
       */
      interval_end: string;
      /**
       * Interval Start
       * Format: date-time
       */
      interval_start: string;
      /**
       * Is Revision Active
       * @description Whether new runs use the same content.
       */
      is_revision_active: boolean;
      /**
       * Late
       * @description By how much it missed its deadline, as a sentence.
       */
      late: string | null;
      /**
       * Late Tasks
       * @description Tasks that missed their deadline; an empty text stands for the run itself.
       * @example [
       *       "load"
       *     ]
       */
      late_tasks: string[];
      /**
       * Logical Date
       * Format: date-time
       * @description The start of the slice of time that it is about.
       */
      logical_date: string;
      /**
       * Name
       * @description The workflow's label; its id where it has none.
       * @example Daily finance
       */
      name: string;
      /**
       * Next Id
       * @description The run of the workflow after this one.
       */
      next_id: string | null;
      /** Outputs */
      outputs: {
        [key: string]: unknown;
      } | null;
      /**
       * Parent Run
       * @description The run that started it as a sub-workflow.
       */
      parent_run: string | null;
      /**
       * Previous Id
       * @description The run of the workflow before this one.
       */
      previous_id: string | null;
      /**
       * Reason
       * @default
       * @example report failed
       */
      reason: string;
      rerun: components["schemas"]["Rerun"] | null;
      /** Rerun Of */
      rerun_of: string | null;
      /**
       * Reruns
       * @description Runs that ran this one again, newest first.
       */
      reruns: string[];
      /**
       * Revision
       * @description Hash of the workflow's content that it ran.
       */
      revision: string;
      /**
       * Revision Changed
       * @description Whether the workflow is another one by now.
       */
      revision_changed: boolean;
      /**
       * Run Id
       * @example 019aac9e-62f1-7c41-9a54-0b6f2f3d9e11
       */
      run_id: string;
      /**
       * Sentence
       * @description How it stands, as a title.
       * @example Failed at report
       */
      sentence: string;
      /**
       * Short Id
       * @description The end of the id, which tells runs apart.
       * @example 2f3d9e11
       */
      short_id: string;
      /** Started At */
      started_at: string | null;
      /** @example failed */
      state: components["schemas"]["RunState"];
      /**
       * Tasks
       * @description How many tasks stand in each state.
       */
      tasks: {
        [key: string]: number;
      } | null;
      /**
       * Timezone
       * @example America/New_York
       */
      timezone: string;
      /**
       * Total
       * @description Tasks at the top of its graphs.
       * @default 0
       */
      total: number;
      trigger: components["schemas"]["TriggerOfRun"];
      /**
       * Usual S
       * @description Median of the workflow's last successful runs.
       */
      usual_s: number | null;
      /**
       * Waits For
       * @description The approval that it waits for, where nothing else of it is under way.
       */
      waits_for: string | null;
      /**
       * Workflow
       * @example daily_finance
       */
      workflow: string;
    };
    /**
     * RunEvent
     * @description One thing that happened in a run.
     */
    RunEvent: {
      /**
       * Actor
       * @description Who did it.
       * @example Ada Lovelace
       */
      actor: string | null;
      /**
       * At
       * Format: date-time
       */
      at: string;
      /**
       * Attempt
       * @description Of the task, counted from 1; 0 where there was none.
       * @default 0
       */
      attempt: number;
      /**
       * Id
       * @description Of this event within its run.
       * @example [1772367000000000, 2, "load", 1]
       */
      id: string;
      kind: components["schemas"]["RunEventKind"];
      /**
       * Message
       * @description Why, in one line.
       * @default
       * @example raw/2026-03-01/stripe.csv is not there
       */
      message: string;
      /**
       * Seconds
       * @description How long that took which ended.
       */
      seconds: number | null;
      /**
       * State
       * @description What it came to.
       */
      state: components["schemas"]["RunState"] | components["schemas"]["TaskState"] | null;
      /**
       * Task
       * @example load[stripe]
       */
      task: string | null;
    };
    /**
     * RunEventKind
     * @description What happened.
     * @enum {string}
     */
    RunEventKind: "run_created" | "run_started" | "run_ended" | "task_queued" | "task_started" | "task_ended" | "order";
    /**
     * RunFile
     * @description One file. Which task left it is part of its address.
     */
    RunFile: {
      /** Attempt */
      attempt: number;
      /**
       * Is Kept Of Failed
       * @description Lies in the folder of an attempt that failed, kept for a look.
       * @default false
       */
      is_kept_of_failed: boolean;
      /**
       * Path
       * @example reports/2026-03-01.csv
       */
      path: string;
      /** Size Bytes */
      size_bytes: number;
      /**
       * Task
       * @description The key of the task run that left it.
       * @example report
       */
      task: string;
    };
    /** RunFiles */
    RunFiles: {
      /**
       * Are Gone
       * @description The files of this run are not kept any more.
       * @default false
       */
      are_gone: boolean;
      /**
       * Is Cut
       * @description There are more than are listed; name a task.
       * @default false
       */
      is_cut: boolean;
      /** Items */
      items: components["schemas"]["RunFile"][];
    };
    /**
     * RunState
     * @enum {string}
     */
    RunState: "queued" | "running" | "paused" | "cancelling" | "success" | "failed" | "cancelled";
    /**
     * RunSummary
     * @description One run, as lists show it.
     */
    RunSummary: {
      /**
       * Created At
       * Format: date-time
       */
      created_at: string;
      /** Ended At */
      ended_at: string | null;
      /**
       * Error
       * @description First line of the first failure.
       */
      error: string | null;
      /**
       * Failed Task
       * @example report
       */
      failed_task: string | null;
      /**
       * Interval End
       * Format: date-time
       */
      interval_end: string;
      /**
       * Interval Start
       * Format: date-time
       */
      interval_start: string;
      /**
       * Late Tasks
       * @description Tasks that missed their deadline; an empty text stands for the run itself.
       * @example [
       *       "load"
       *     ]
       */
      late_tasks: string[];
      /**
       * Logical Date
       * Format: date-time
       * @description The start of the slice of time that it is about.
       */
      logical_date: string;
      /**
       * Name
       * @description The workflow's label; its id where it has none.
       * @example Daily finance
       */
      name: string;
      /**
       * Parent Run
       * @description The run that started it as a sub-workflow.
       */
      parent_run: string | null;
      /**
       * Reason
       * @default
       * @example report failed
       */
      reason: string;
      /** Rerun Of */
      rerun_of: string | null;
      /**
       * Revision
       * @description Hash of the workflow's content that it ran.
       */
      revision: string;
      /**
       * Run Id
       * @example 019aac9e-62f1-7c41-9a54-0b6f2f3d9e11
       */
      run_id: string;
      /**
       * Short Id
       * @description The end of the id, which tells runs apart.
       * @example 2f3d9e11
       */
      short_id: string;
      /** Started At */
      started_at: string | null;
      /** @example failed */
      state: components["schemas"]["RunState"];
      /**
       * Tasks
       * @description How many tasks stand in each state.
       */
      tasks: {
        [key: string]: number;
      } | null;
      /**
       * Timezone
       * @example America/New_York
       */
      timezone: string;
      trigger: components["schemas"]["TriggerOfRun"];
      /**
       * Waits For
       * @description The approval that it waits for, where nothing else of it is under way.
       */
      waits_for: string | null;
      /**
       * Workflow
       * @example daily_finance
       */
      workflow: string;
    };
    /**
     * Saved
     * @description What came of saving.
     */
    Saved: {
      /**
       * Etag
       * @description Of the source now, for the next save.
       */
      etag: string;
      /** Problems */
      problems: components["schemas"]["SpecProblem"][];
      /**
       * Revision
       * @description Null where the text has errors: the last valid one stays active.
       */
      revision: string | null;
    };
    /** SaveText */
    SaveText: {
      /**
       * Layout
       * @description What the canvas keeps beside the text: positions and notes.
       * @example {
       *       "positions": {}
       *     }
       */
      layout?: {
        [key: string]: unknown;
      } | null;
      /**
       * Message
       * @description Why it was changed.
       * @default
       * @example Load the new region
       */
      message?: string;
      /**
       * Text
       * @example seaway: 1
       *     tasks:
       *       hello:
       *         run: echo hello
       */
      text: string;
    };
    /** ScriptFile */
    ScriptFile: {
      /**
       * Language
       * @description By its ending; null where that says none.
       * @example python
       */
      language: string | null;
      /**
       * Path
       * @description From the project's folder.
       * @example scripts/report.py
       */
      path: string;
      /** Size Bytes */
      size_bytes: number;
    };
    /** SecretChange */
    SecretChange: {
      /** Description */
      description?: string | null;
      /**
       * Value
       * @description Left out, it stays. It is never shown again.
       */
      value?: string | null;
    };
    /** SecretList */
    SecretList: {
      /** Items */
      items: components["schemas"]["SecretSummary"][];
      /**
       * Next
       * @description `after` of the next page; null on the last one.
       */
      next: string | null;
      /**
       * Problems
       * @description Places that could not be asked, so that some may be missing.
       */
      problems: string[];
    };
    /**
     * SecretSummary
     * @description A secret without its value.
     */
    SecretSummary: {
      /**
       * Description
       * @default
       */
      description: string;
      /**
       * Is Editable
       * @description It stands in the store, so that it can be changed here.
       */
      is_editable: boolean;
      /**
       * Name
       * @example warehouse
       */
      name: string;
      /**
       * Place
       * @description As a person says it: a file, a variable, the store.
       * @example seaway.toml
       */
      place: string;
      /**
       * Shadows
       * @description Places that know the name too, and are not asked.
       */
      shadows: ("environment" | "project" | "store" | "vault")[];
      /**
       * Source
       * @description Of several places that know the name the first counts.
       * @enum {string}
       */
      source: "environment" | "project" | "store" | "vault";
      /** Updated At */
      updated_at: string | null;
      /**
       * Updated By
       * @default
       */
      updated_by: string;
      /**
       * Used In
       * @description Workflows that use it.
       */
      used_in: string[];
    };
    /** SemanticChange */
    SemanticChange: {
      after: components["schemas"]["JsonValue"];
      before: components["schemas"]["JsonValue"];
      /**
       * Kind
       * @enum {string}
       */
      kind: "added" | "removed" | "changed" | "renamed";
      /** Path */
      path: (string | number)[];
      /** Sentence */
      sentence: string;
    };
    /**
     * SessionDocument
     * @description Who is signed in, and what they may see.
     */
    SessionDocument: {
      /**
       * Csrf
       * @description To be sent with each write, as X-CSRF-Token.
       */
      csrf: string;
      /**
       * Is Setup Needed
       * @description They should set a password: others can reach this server.
       */
      is_setup_needed: boolean;
      /** Projects */
      projects: components["schemas"]["ProjectOfMine"][];
      /**
       * Server Time
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      server_time: string;
      user: components["schemas"]["SignedInUser"];
      /** Version */
      version: string;
    };
    /**
     * SessionOfMine
     * @description A browser that is signed in.
     */
    SessionOfMine: {
      /**
       * Address
       * @example 127.0.0.1
       */
      address: string;
      /**
       * Agent
       * @description What the browser calls itself.
       */
      agent: string;
      /**
       * Created At
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      created_at: string;
      /**
       * Expires At
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      expires_at: string;
      /** Id */
      id: string;
      /** Is This One */
      is_this_one: boolean;
      /**
       * Seen At
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      seen_at: string;
    };
    /** SetCondition */
    SetCondition: {
      /** Condition */
      condition: string;
      /**
       * From
       * @description The way through groups.
       * @example load/check
       */
      from: string;
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: "set_condition";
      /** Section */
      section?: ("tasks" | "on_failure" | "finally") | null;
      /**
       * To
       * @description The way through groups.
       * @example load/check
       */
      to: string;
    };
    /** SetJoin */
    SetJoin: {
      /**
       * Join
       * @example any
       * @example 2
       */
      join: string | number;
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: "set_join";
      /** Section */
      section?: ("tasks" | "on_failure" | "finally") | null;
      /**
       * Task
       * @description The way through groups.
       * @example load/check
       */
      task: string;
    };
    /** SetValue */
    SetValue: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: "set";
      /**
       * Path
       * @example [
       *       "tasks",
       *       "load",
       *       "timeout"
       *     ]
       */
      path: (string | number)[];
      value: components["schemas"]["JsonValue"];
    };
    /** SignedInUser */
    SignedInUser: {
      /**
       * Email
       * @example ada@example.org
       */
      email: string | null;
      /** Has Password */
      has_password: boolean;
      /** Id */
      id: string;
      /**
       * Initials
       * @example AL
       */
      initials: string;
      /**
       * Is Admin
       * @description Of the server, and so of every project.
       */
      is_admin: boolean;
      /**
       * Name
       * @example Ada Lovelace
       */
      name: string;
    };
    /**
     * SignIn
     * @description Of a connection whose system signs people in (OAuth 2).
     */
    SignIn: {
      /**
       * Expires At
       * @description Of the token that is kept; it is renewed.
       */
      expires_at: string | null;
      /** Is Signed In */
      is_signed_in: boolean;
      /**
       * Needs Person
       * @description Somebody signs in; false where the connection does by itself.
       */
      needs_person: boolean;
      /**
       * Problem
       * @description Why somebody has to sign in again.
       * @default
       */
      problem: string;
    };
    /** SignInAddress */
    SignInAddress: {
      /**
       * Url
       * @description Where the browser goes; it comes back to this server.
       */
      url: string;
    };
    /** SignInRequest */
    SignInRequest: {
      /**
       * Email
       * @description Mail address or name.
       * @example ada@example.org
       */
      email: string;
      /** Password */
      password: string;
    };
    /** Slots */
    Slots: {
      /** Busy */
      busy: number;
      /** Engines */
      engines: components["schemas"]["EngineSeen"][];
      /** Total */
      total: number;
    };
    /**
     * Source
     * @description The text of a workflow as it stands in its file.
     */
    Source: {
      /**
       * Author
       * @description Who saved this text; empty where its file was changed in the folder.
       * @default
       */
      author: string;
      /**
       * File
       * @example workflows/daily.yaml
       */
      file: string;
      /**
       * Is Read Only
       * @description It is described by Python.
       * @default false
       */
      is_read_only: boolean;
      /**
       * Is Yours
       * @description You saved it.
       * @default false
       */
      is_yours: boolean;
      /**
       * Layout
       * @description What the canvas keeps beside the text: positions and notes.
       * @example {
       *       "positions": {}
       *     }
       */
      layout: {
        [key: string]: unknown;
      } | null;
      /**
       * Revision
       * @description The active revision; null where the text was never valid.
       */
      revision: string | null;
      /** Saved At */
      saved_at: string | null;
      /** Text */
      text: string;
      /**
       * Why Read Only
       * @default
       */
      why_read_only: string;
    };
    /**
     * Span
     * @description Where a key with its value stands. Lines and columns count from 1; the end is exclusive.
     */
    Span: {
      /** Column */
      column: number;
      /** End Column */
      end_column: number;
      /** End Line */
      end_line: number;
      /** Line */
      line: number;
      /** Path */
      path: (string | number)[];
    };
    /**
     * SpecProblem
     * @description One finding in a file. Lines and columns count from 1; 0 where the place is not known.
     */
    SpecProblem: {
      /** Code */
      code: string;
      /**
       * Column
       * @default 0
       */
      column: number;
      /**
       * End Column
       * @default 0
       */
      end_column: number;
      /**
       * End Line
       * @default 0
       */
      end_line: number;
      /**
       * Expected
       * @default
       */
      expected: string;
      /**
       * File
       * @default
       */
      file: string;
      /**
       * Hint
       * @default
       */
      hint: string;
      /**
       * Line
       * @default 0
       */
      line: number;
      /** Message */
      message: string;
      /** Path */
      path: (string | number)[];
      /**
       * Severity
       * @default error
       */
      severity: string;
      /**
       * Text
       * @default
       */
      text: string;
    };
    /**
     * Standing
     * @description How the database's schema stands to this Seaway.
     * @enum {string}
     */
    Standing: "empty" | "current" | "older" | "newer";
    /**
     * StartRun
     * @description A run by hand.
     */
    StartRun: {
      /**
       * From Task
       * @description Run this task and what comes after it; the rest is carried over.
       */
      from_task?: string | null;
      /**
       * Inputs
       * @description Those that differ from their defaults.
       * @example {
       *       "day": "2026-03-01"
       *     }
       */
      inputs?: {
        [key: string]: unknown;
      };
      /**
       * Logical Date
       * @description The day it is about; else the last complete interval of the first schedule.
       */
      logical_date?: string | null;
      /**
       * Only
       * @description Run these tasks alone, with what those before them left in their last run.
       */
      only?: string[];
      /**
       * Priority
       * @description Higher goes first.
       * @default 0
       */
      priority?: number;
      /**
       * Revision
       * @description Another content than the active one.
       */
      revision?: string | null;
      /**
       * Text
       * @description A draft: run this content, which does not become active.
       */
      text?: string | null;
    };
    /**
     * StepState
     * @description How a step stands. `warning` is an end too: it is done, and something about it should be looked at.
     * @enum {string}
     */
    StepState: "pending" | "running" | "success" | "warning" | "failed" | "skipped";
    /** StopRun */
    StopRun: {
      /**
       * Force
       * @description Do not wait for what runs to end by itself.
       * @default false
       */
      force?: boolean;
      /**
       * Reason
       * @default
       * @example the export is wrong
       */
      reason?: string;
    };
    /** TaskError */
    TaskError: {
      /**
       * Code
       * @example not_found
       */
      code: string;
      /**
       * Hint
       * @default
       * @example Look whether the export has run.
       */
      hint: string;
      /**
       * Message
       * @example raw/2026-03-01/stripe.csv is not there
       */
      message: string;
      /**
       * Task
       * @description The task inside of this one that failed first.
       * @default
       */
      task: string;
    };
    /**
     * TaskOutputs
     * @description What a task left for those after it.
     */
    TaskOutputs: {
      /**
       * Is Cut
       * @description They are larger than what is sent at once.
       * @default false
       */
      is_cut: boolean;
      /**
       * Outputs
       * @description The values; for a foreach the list of its items' values.
       */
      outputs: unknown;
      /**
       * Size Bytes
       * @default 0
       */
      size_bytes: number;
      state: components["schemas"]["TaskState"];
      /** Task */
      task: string;
    };
    /**
     * TaskRun
     * @description A task of a run with its present attempt. One that nothing is known of yet is `pending`.
     */
    TaskRun: {
      /**
       * Allow Failure
       * @default false
       */
      allow_failure: boolean;
      /**
       * Attempt
       * @description Counted from 1; 0 before the first.
       * @default 0
       */
      attempt: number;
      /**
       * Carried From
       * @description The run that its result was taken over from.
       */
      carried_from: string | null;
      /**
       * Child Run
       * @description The run of a sub-workflow.
       */
      child_run: string | null;
      /**
       * Due At
       * @description When it is tried or looked at again, or expires.
       */
      due_at: string | null;
      /** Ended At */
      ended_at: string | null;
      error: components["schemas"]["TaskError"] | null;
      /** Exit Code */
      exit_code: number | null;
      /**
       * Has Files
       * @description Whether it left files.
       * @default false
       */
      has_files: boolean;
      /**
       * Has Log
       * @description Whether an attempt was made, which may have printed something.
       * @default false
       */
      has_log: boolean;
      /**
       * Item Count
       * @description Items of a foreach, once they are known.
       */
      item_count: number | null;
      /** Item Index */
      item_index: number | null;
      /**
       * Item Key
       * @example stripe
       */
      item_key: string | null;
      /**
       * Items
       * @description How many items stand in each state.
       */
      items: {
        [key: string]: number;
      } | null;
      /**
       * Label
       * @description The label that a switch chose.
       */
      label: string | null;
      /**
       * Parent
       * @description The key of the foreach or group around it.
       * @default
       */
      parent: string;
      /**
       * Path
       * @description The key without the items.
       * @example load
       */
      path: string;
      /** Queued At */
      queued_at: string | null;
      /**
       * Reason
       * @default
       */
      reason: string;
      /** Started At */
      started_at: string | null;
      state: components["schemas"]["TaskState"];
      /**
       * Task
       * @description Its key: `load`, `load[stripe]`, `each[de].load`.
       * @example load[stripe]
       */
      task: string;
    };
    /**
     * TaskState
     * @enum {string}
     */
    TaskState:
      | "pending"
      | "queued"
      | "running"
      | "deferred"
      | "awaiting_input"
      | "up_for_retry"
      | "success"
      | "failed"
      | "timed_out"
      | "crashed"
      | "cancelled"
      | "skipped"
      | "upstream_failed";
    /**
     * TaskStep
     * @description One of the parts that a task says it goes through, such as a model of a dbt run.
     */
    TaskStep: {
      /**
       * At
       * Format: date-time
       * @description When this was said.
       */
      at: string;
      /** Duration S */
      duration_s: number | null;
      /**
       * Kind
       * @default
       * @example model
       */
      kind: string;
      /**
       * Message
       * @default
       */
      message: string;
      /**
       * Name
       * @example model.shop.daily_payments
       */
      name: string;
      /**
       * Rows
       * @description How many it wrote.
       */
      rows: number | null;
      state: components["schemas"]["StepState"];
    };
    /** TaskSteps */
    TaskSteps: {
      /** Attempt */
      attempt: number;
      /**
       * Steps
       * @description In the order in which they were first named; at most 5,000.
       */
      steps: components["schemas"]["TaskStep"][];
      /** Task */
      task: string;
    };
    /**
     * TemplateConnection
     * @description A connection that a template's workflow names.
     */
    TemplateConnection: {
      /**
       * Name
       * @example lake
       */
      name: string;
      /**
       * Type
       * @description The type that the template was made for.
       * @example s3
       */
      type: string;
    };
    /**
     * TemplateInfo
     * @description A whole workflow to start from.
     */
    TemplateInfo: {
      /** Category */
      category: string;
      /**
       * Connections
       * @description Connections that the project must have.
       */
      connections: components["schemas"]["TemplateConnection"][];
      /** Description */
      description: string;
      /**
       * Files
       * @description Files that the workflow reads; they are written with it.
       */
      files: string[];
      graph: components["schemas"]["Graph"];
      /**
       * Name
       * @example load-files-daily
       */
      name: string;
      /**
       * Needs
       * @description What the project must have for it, in words.
       */
      needs: string[];
      /** Tasks Count */
      tasks_count: number;
      /** Text */
      text: string;
      /** Title */
      title: string;
    };
    /**
     * TextEdit
     * @description What to put in the place of a piece of the text. Offsets count UTF-16 units, as browsers do.
     */
    TextEdit: {
      /** End */
      end: number;
      /** Start */
      start: number;
      /** Text */
      text: string;
    };
    /**
     * Tick
     * @description One moment at which a trigger fired, and what came of it.
     */
    Tick: {
      /**
       * Created At
       * Format: date-time
       */
      created_at: string;
      /**
       * Outcome
       * @description run, skipped or failed.
       * @example run
       */
      outcome: string;
      /**
       * Reason
       * @default
       */
      reason: string;
      /** Run Id */
      run_id: string | null;
      /**
       * Scheduled At
       * Format: date-time
       */
      scheduled_at: string;
      /** Trigger */
      trigger: string;
      /** Workflow */
      workflow: string;
    };
    /** TokenDocument */
    TokenDocument: {
      /**
       * Created At
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      created_at: string;
      /** Expires At */
      expires_at: string | null;
      /** Id */
      id: string;
      /**
       * Name
       * @example deployment
       */
      name: string;
      /**
       * Project
       * @description Null: for all projects of its user.
       */
      project: string | null;
      /**
       * Scopes
       * @example [
       *       "runs.start",
       *       "runs.read"
       *     ]
       */
      scopes: string[];
      /**
       * Start
       * @description What it begins with, to recognise it.
       * @example sw_4fq7w
       */
      start: string;
      /** Used At */
      used_at: string | null;
    };
    /** Totals */
    Totals: {
      /** Cancelled */
      cancelled: number;
      /** Failed */
      failed: number;
      /** Running */
      running: number;
      /** Success */
      success: number;
    };
    /** TriggerOfRun */
    TriggerOfRun: {
      /**
       * Actor
       * @description Who started it, where a person did.
       * @default
       * @example maya
       */
      actor: string;
      /**
       * Kind
       * @description What started it.
       * @example schedule
       * @example manual
       * @example rerun
       * @example workflow
       */
      kind: string;
      /**
       * Name
       * @description The trigger's name where it has one.
       * @default
       * @example nightly
       */
      name: string;
    };
    /** TriggerSummary */
    TriggerSummary: {
      /**
       * Cron
       * @example 0 0 * * *
       */
      cron: string | null;
      /**
       * Every
       * @example 15m
       */
      every: string | null;
      /** Is Paused */
      is_paused: boolean;
      /**
       * Kind
       * @example schedule
       */
      kind: string;
      /**
       * Name
       * @example nightly
       */
      name: string;
      /**
       * Next At
       * @description Null where it is paused, or not one of a clock.
       */
      next_at: string | null;
      /** Timezone */
      timezone: string | null;
    };
    /** UnderWay */
    UnderWay: {
      /** Done */
      done: number | null;
      /**
       * Eta S
       * @description By how long it usually takes; null where that is not known.
       */
      eta_s: number | null;
      run: components["schemas"]["RunSummary"];
      /**
       * Sentence
       * @example load_events: 3,114 of 4,200 items
       * @example waits for an engine to take it
       */
      sentence: string;
      /**
       * Task
       * @description The task that it is at.
       */
      task: string | null;
      /** Total */
      total: number | null;
    };
    /** Unset */
    Unset: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      op: "unset";
      /**
       * Path
       * @example [
       *       "tasks",
       *       "load",
       *       "timeout"
       *     ]
       */
      path: (string | number)[];
    };
    /** Upcoming */
    Upcoming: {
      /**
       * At
       * Format: date-time
       */
      at: string;
      /** Is Paused */
      is_paused: boolean;
      /** Name */
      name: string;
      /** Timezone */
      timezone: string;
      /** Trigger */
      trigger: string;
      /** Usual S */
      usual_s: number | null;
      /** Workflow */
      workflow: string;
    };
    /**
     * Uploaded
     * @description A file that was sent; the value of an input of type `file`.
     */
    Uploaded: {
      /**
       * Name
       * @example export.csv
       */
      name: string;
      /**
       * Reference
       * @example upload:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08/e.csv
       */
      reference: string;
      /** Size Bytes */
      size_bytes: number;
    };
    /** UploadLimit */
    UploadLimit: {
      /**
       * Max Bytes
       * @description The most that one file may have.
       * @example 1073741824
       */
      max_bytes: number;
    };
    /**
     * UserChanges
     * @description What is left out stays as it is.
     */
    UserChanges: {
      /** Email */
      email?: string | null;
      /** Is Active */
      is_active?: boolean | null;
      /** Is Admin */
      is_admin?: boolean | null;
      /** Name */
      name?: string | null;
      /** Password */
      password?: string | null;
    };
    /**
     * UserDocument
     * @description A person who may sign in.
     */
    UserDocument: {
      /**
       * Created At
       * Format: date-time
       * @example 2026-03-01T06:30:00.000Z
       */
      created_at: string;
      /**
       * Email
       * @example ada@example.org
       */
      email: string | null;
      /**
       * Has Password
       * @description False: comes in by a link.
       */
      has_password: boolean;
      /** Id */
      id: string;
      /**
       * Initials
       * @example AL
       */
      initials: string;
      /**
       * Is Active
       * @description May sign in.
       */
      is_active: boolean;
      /**
       * Is Admin
       * @description Of the server, and so of every project.
       */
      is_admin: boolean;
      /**
       * Name
       * @example Ada Lovelace
       */
      name: string;
    };
    /** Variable */
    Variable: {
      /**
       * Description
       * @default
       */
      description: string;
      /**
       * Is Editable
       * @description It stands in the store, so that it can be changed here.
       */
      is_editable: boolean;
      /**
       * Name
       * @example warehouse
       */
      name: string;
      /**
       * Place
       * @description As a person says it: a file, a variable, the store.
       * @example seaway.toml
       */
      place: string;
      /**
       * Shadows
       * @description Places that know the name too, and are not asked.
       */
      shadows: ("environment" | "project" | "store" | "vault")[];
      /**
       * Source
       * @description Of several places that know the name the first counts.
       * @enum {string}
       */
      source: "environment" | "project" | "store" | "vault";
      /** Updated At */
      updated_at: string | null;
      /**
       * Updated By
       * @default
       */
      updated_by: string;
      /**
       * Used In
       * @description Workflows that use it.
       */
      used_in: string[];
      /**
       * Value
       * @description As it is written; `${NAME}` is read from the environment.
       */
      value: unknown;
    };
    /** VariableChange */
    VariableChange: {
      /** @description Anything that JSON can say. */
      value: components["schemas"]["JsonValue"];
    };
    /**
     * Wait
     * @description One thing that waits, and for what.
     */
    Wait: {
      /**
       * Frees
       * @description What frees it.
       * @default
       */
      frees: string;
      /**
       * Kind
       * @description What holds it: edge, condition, pool, slots, limit, timer, pause, outside, approval, workflow, engine.
       * @example pool
       */
      kind: string;
      /**
       * Sentence
       * @example waits for extract (running)
       */
      sentence: string;
      /** Since */
      since: string | null;
      /**
       * Task
       * @description The task; null where it is the run itself.
       */
      task: string | null;
    };
    /** Waits */
    Waits: {
      /** Items */
      items: components["schemas"]["Wait"][];
    };
    /** WorkflowChange */
    WorkflowChange: {
      /**
       * Is Paused
       * @description Stop or resume all its triggers. Runs by hand go on.
       */
      is_paused: boolean;
    };
    /**
     * WorkflowDetail
     * @description One workflow with what its page and its run form show.
     */
    WorkflowDetail: {
      /**
       * Active Revision
       * @description The content that new runs use.
       */
      active_revision: string | null;
      /**
       * Description
       * @default
       */
      description: string;
      /** @description The reader's own draft, where there is one. */
      draft: components["schemas"]["DraftNote"] | null;
      /**
       * File
       * @example workflows/daily_finance.yaml
       */
      file: string | null;
      /** @description Of the active revision. */
      graph: components["schemas"]["Graph"] | null;
      /**
       * Home
       * @description Where it is edited: folder or python.
       * @example folder
       */
      home: string;
      /**
       * Id
       * @example daily_finance
       */
      id: string;
      /**
       * Inputs
       * @description The form of a run, with its defaults resolved.
       */
      inputs: components["schemas"]["InputField"][];
      /**
       * Inputs Count
       * @default 0
       */
      inputs_count: number;
      /**
       * Is Paused
       * @description Whether its triggers are stopped.
       */
      is_paused: boolean;
      /**
       * Last Runs
       * @description At most 8, the newest last.
       */
      last_runs: components["schemas"]["LastRun"][];
      /**
       * Logical Date
       * @description What a run by hand would be about.
       */
      logical_date: string | null;
      /**
       * Median S
       * @description Of the last 30 runs, the median of those that succeeded.
       */
      median_s: number | null;
      /**
       * Name
       * @example Daily finance
       */
      name: string;
      next: components["schemas"]["NextRun"] | null;
      /**
       * Owner
       * @example data-team
       */
      owner: string | null;
      /**
       * Problems
       * @description What is wrong with the file that stands there now.
       */
      problems: {
        [key: string]: unknown;
      }[];
      /**
       * Problems Count
       * @default 0
       */
      problems_count: number;
      revision: components["schemas"]["RevisionOfWorkflow"] | null;
      /** @description Whether the file that stands there now is valid; the last valid content stays active. */
      state: components["schemas"]["WorkflowState"];
      /**
       * Success Rate
       * @description Of the last 30 runs, those that succeeded of those that succeeded or failed.
       */
      success_rate: number | null;
      /**
       * Tags
       * @example [
       *       "finance"
       *     ]
       */
      tags: string[];
      /**
       * Timezone
       * @description The zone that the logical date is counted in.
       * @default UTC
       */
      timezone: string;
      /** Triggers */
      triggers: components["schemas"]["TriggerSummary"][];
      /**
       * Updated At
       * Format: date-time
       */
      updated_at: string;
    };
    /**
     * WorkflowState
     * @enum {string}
     */
    WorkflowState: "valid" | "invalid" | "gone";
    /**
     * WorkflowSummary
     * @description One workflow, as the list shows it.
     */
    WorkflowSummary: {
      /**
       * Active Revision
       * @description The content that new runs use.
       */
      active_revision: string | null;
      /**
       * Description
       * @default
       */
      description: string;
      /**
       * File
       * @example workflows/daily_finance.yaml
       */
      file: string | null;
      /**
       * Home
       * @description Where it is edited: folder or python.
       * @example folder
       */
      home: string;
      /**
       * Id
       * @example daily_finance
       */
      id: string;
      /**
       * Inputs Count
       * @default 0
       */
      inputs_count: number;
      /**
       * Is Paused
       * @description Whether its triggers are stopped.
       */
      is_paused: boolean;
      /**
       * Last Runs
       * @description At most 8, the newest last.
       */
      last_runs: components["schemas"]["LastRun"][];
      /**
       * Median S
       * @description Of the last 30 runs, the median of those that succeeded.
       */
      median_s: number | null;
      /**
       * Name
       * @example Daily finance
       */
      name: string;
      next: components["schemas"]["NextRun"] | null;
      /**
       * Owner
       * @example data-team
       */
      owner: string | null;
      /**
       * Problems Count
       * @default 0
       */
      problems_count: number;
      /** @description Whether the file that stands there now is valid; the last valid content stays active. */
      state: components["schemas"]["WorkflowState"];
      /**
       * Success Rate
       * @description Of the last 30 runs, those that succeeded of those that succeeded or failed.
       */
      success_rate: number | null;
      /**
       * Tags
       * @example [
       *       "finance"
       *     ]
       */
      tags: string[];
      /** Triggers */
      triggers: components["schemas"]["TriggerSummary"][];
      /**
       * Updated At
       * Format: date-time
       */
      updated_at: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  list_entries_api_v1_audit_get: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string | null;
        /** @description How many at most. */
        limit?: number;
        /** @description Only this one's. */
        project?: string | null;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_AuditEntry_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_database_api_v1_database_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["DatabaseDocument"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  callback_api_v1_oauth_callback_get: {
    parameters: {
      query?: {
        code?: string;
        error?: string;
        error_description?: string;
        state?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Somebody is signed in. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/html": unknown;
        };
      };
      /** @description Nobody is, and why. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/html": unknown;
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_api_v1_openapi_json_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            [key: string]: unknown;
          };
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_projects_api_v1_projects_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_ProjectDocument_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  make_api_v1_projects_post: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any word of yours: sent again with the same word, the same answer comes, and nothing is made twice. */
        "Idempotency-Key"?: string | null;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewProject"];
      };
    };
    responses: {
      /** @description Successful Response */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ProjectDocument"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_of_asset_api_v1_projects__project__assets_get: {
    parameters: {
      query: {
        /** @description `next` of the page before. */
        after?: string | null;
        /** @description How many at most. */
        limit?: number;
        /** @description `connection/name`. */
        name: string;
      };
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_Materialization_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_blueprints_api_v1_projects__project__blueprints_get: {
    parameters: {
      query?: {
        category?: string | null;
        /** @description In its name, title or description. */
        search?: string | null;
      };
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_BlueprintSummary_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_blueprint_api_v1_projects__project__blueprints__name__get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["BlueprintDetail"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  options_api_v1_projects__project__blueprints__name__options_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["AskOptions"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Choices"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  run_blueprint_api_v1_projects__project__blueprints__name__runs_post: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any word of yours: sent again with the same word, the same answer comes, and nothing is made twice. */
        "Idempotency-Key"?: string | null;
      };
      path: {
        name: string;
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["RunBlueprint"];
      };
    };
    responses: {
      /** @description Successful Response */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["RunSummary"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_calendar_api_v1_projects__project__calendar_get: {
    parameters: {
      query?: {
        /** @description Now, where left out. */
        from?: string | null;
        /** @description A day after `from`, where left out. */
        to?: string | null;
      };
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Calendar"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  check_api_v1_projects__project__check_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["Ask"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["CheckedText"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_types_api_v1_projects__project__connection_types_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ConnectionTypeDocument"][];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_connections_api_v1_projects__project__connections_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ConnectionList"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_api_v1_projects__project__connections__name__get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ConnectionSummary"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  put_api_v1_projects__project__connections__name__put: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of what the edit is based on. */
        "If-Match"?: string | null;
        /** @description `*`: make it, where there is none. */
        "If-None-Match"?: string | null;
      };
      path: {
        name: string;
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ConnectionChange"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ConnectionSummary"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  remove_api_v1_projects__project__connections__name__delete: {
    parameters: {
      query?: {
        /** @description Even where workflows use it. */
        force?: boolean;
      };
      header?: never;
      path: {
        name: string;
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  authorize_api_v1_projects__project__connections__name__authorize_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["SignInAddress"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  check_one_api_v1_projects__project__connections__name__check_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["CheckResult"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  check_trial_api_v1_projects__project__connections_check_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["ConnectionTrial"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["CheckResult"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  apply_api_v1_projects__project__edit_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["AskEdit"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["EditedText"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  follow_api_v1_projects__project__events_get: {
    parameters: {
      query?: {
        /** @description Also the lines of these logs of those runs: `task@attempt`, or `task@attempt@offset` to begin at a byte instead of with the last lines. */
        log?: string[] | null;
        /** @description Also the tasks and progress of these. */
        run?: string[] | null;
        /** @description Some of runs, ticks, workflows, by commas. */
        topics?: string;
      };
      header?: {
        "Last-Event-ID"?: string | null;
      };
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Server-sent events. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/event-stream": string;
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_names_api_v1_projects__project__expressions_names_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["AskNames"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_ExpressionName_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  preview_api_v1_projects__project__expressions_preview_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["AskPreview"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["ExpressionPreview"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_members_api_v1_projects__project__members_get: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string | null;
        /** @description How many at most. */
        limit?: number;
      };
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_MemberDocument_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  put_api_v1_projects__project__members__user_id__put: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
        user_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["RoleRequest"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["MemberDocument"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  remove_api_v1_projects__project__members__user_id__delete: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_overview_api_v1_projects__project__overview_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Overview"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_problems_api_v1_projects__project__problems_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_SpecProblem_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_runs_api_v1_projects__project__runs_get: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string | null;
        /** @description Made at or after. */
        from?: string | null;
        /** @description How many at most. */
        limit?: number;
        /** @description A piece of an id, of a workflow's id or label, of a failed task, or of the first line of its error. */
        search?: string | null;
        /** @description In one of these states. */
        state?: components["schemas"]["RunState"][] | null;
        /** @description With how many tasks stand in each state. */
        tasks?: boolean;
        /** @description Made before. */
        to?: string | null;
        /** @description What started them (`schedule`), or a trigger's name. */
        trigger?: string | null;
        /** @description Of these workflows. */
        workflow?: string[] | null;
      };
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_RunSummary_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_run_api_v1_projects__project__runs__run_id__get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["RunDetail"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_approval_api_v1_projects__project__runs__run_id__approval_get: {
    parameters: {
      query: {
        /** @description The task's key. */
        task: string;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Approval"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  answer_approval_api_v1_projects__project__runs__run_id__approve_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["AnswerApproval"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Done"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_of_run_api_v1_projects__project__runs__run_id__assets_get: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string | null;
        /** @description How many at most. */
        limit?: number;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_Materialization_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_attempts_api_v1_projects__project__runs__run_id__attempts_get: {
    parameters: {
      query: {
        /** @description A task's key, such as `load[stripe]`. */
        task: string;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["AttemptList"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  cancel_run_api_v1_projects__project__runs__run_id__cancel_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["StopRun"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Done"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_files_api_v1_projects__project__runs__run_id__files_get: {
    parameters: {
      query?: {
        /** @description Of this task alone. */
        task?: string | null;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["RunFiles"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  download_file_api_v1_projects__project__runs__run_id__files_content_get: {
    parameters: {
      query: {
        /** @description An earlier attempt that failed. */
        attempt?: number | null;
        /** @description As a download, pictures too. */
        download?: boolean;
        /** @description The file's path. */
        path: string;
        /** @description The key of the task run that left it. */
        task: string;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/octet-stream": unknown;
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  preview_file_api_v1_projects__project__runs__run_id__files_preview_get: {
    parameters: {
      query: {
        /** @description An earlier attempt that failed. */
        attempt?: number | null;
        /** @description The file's path. */
        path: string;
        /** @description The key of the task run that left it. */
        task: string;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Preview"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_history_api_v1_projects__project__runs__run_id__history_get: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string | null;
        /** @description With the items of every foreach. */
        items?: boolean;
        /** @description How many at most. */
        limit?: number;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_RunEvent_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_inside_api_v1_projects__project__runs__run_id__inside_get: {
    parameters: {
      query: {
        /** @description A task's key, such as `load[stripe]`. */
        task: string;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_TaskRun_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_items_api_v1_projects__project__runs__run_id__items_get: {
    parameters: {
      query: {
        /** @description `next` of the page before. */
        after?: string | null;
        /** @description In their own order instead. */
        in_order?: boolean;
        /** @description How many at most. */
        limit?: number;
        /** @description In one of these states. */
        state?: components["schemas"]["TaskState"][] | null;
        /** @description A task's key, such as `load[stripe]`. */
        task: string;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_TaskRun_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  read_log_api_v1_projects__project__runs__run_id__log_get: {
    parameters: {
      query: {
        /** @description The newest where it is left out. */
        attempt?: number | null;
        bytes?: number;
        /** @description The first line. */
        from_line?: number | null;
        lines?: number;
        /** @description Where a line begins, in bytes. */
        offset?: number | null;
        /** @description The last lines. */
        tail?: number | null;
        /** @description The task's key. */
        task: string;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["LogWindow"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  download_log_api_v1_projects__project__runs__run_id__log_download_get: {
    parameters: {
      query: {
        /** @description The newest where it is left out. */
        attempt?: number | null;
        /** @description The task's key. */
        task: string;
        /** @description With the time before each line. */
        times?: boolean;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/plain": string;
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  search_log_api_v1_projects__project__runs__run_id__log_search_get: {
    parameters: {
      query: {
        /** @description Look behind this line. */
        after?: number;
        /** @description The newest where it is left out. */
        attempt?: number | null;
        limit?: number;
        /** @description In capitals or not. */
        q: string;
        /** @description The task's key. */
        task: string;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["LogMatches"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_outputs_api_v1_projects__project__runs__run_id__outputs_get: {
    parameters: {
      query: {
        /** @description A task's key, such as `load[stripe]`. */
        task: string;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TaskOutputs"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  pause_run_api_v1_projects__project__runs__run_id__pause_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["PauseRun"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Done"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  rerun_run_api_v1_projects__project__runs__run_id__rerun_post: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any word of yours: sent again with the same word, the same answer comes, and nothing is made twice. */
        "Idempotency-Key"?: string | null;
      };
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["RerunRun"];
      };
    };
    responses: {
      /** @description Successful Response */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["RunSummary"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  preview_rerun_api_v1_projects__project__runs__run_id__rerun_preview_get: {
    parameters: {
      query?: {
        from_task?: string | null;
        mode?: components["schemas"]["RerunMode"];
        only?: string[] | null;
        revision?: string;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["RerunPreview"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  resume_run_api_v1_projects__project__runs__run_id__resume_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Done"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_steps_api_v1_projects__project__runs__run_id__steps_get: {
    parameters: {
      query: {
        /** @description The newest where it is left out. */
        attempt?: number | null;
        /** @description The task's key. */
        task: string;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TaskSteps"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_tasks_api_v1_projects__project__runs__run_id__tasks_get: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string | null;
        /** @description How many at most. */
        limit?: number;
        /** @description In one of these states. */
        state?: components["schemas"]["TaskState"][] | null;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_TaskRun_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  explain_api_v1_projects__project__runs__run_id__why_get: {
    parameters: {
      query?: {
        task?: string | null;
      };
      header?: never;
      path: {
        project: string;
        run_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Waits"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_next_api_v1_projects__project__schedules_next_get: {
    parameters: {
      query?: {
        count?: number;
        cron?: string | null;
        every?: string | null;
        /** @description The project's, if left out. */
        timezone?: string | null;
      };
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["NextTicks"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_scripts_api_v1_projects__project__scripts_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_ScriptFile_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_secrets_api_v1_projects__project__secrets_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["SecretList"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  put_api_v1_projects__project__secrets__name__put: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["SecretChange"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["SecretSummary"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  remove_api_v1_projects__project__secrets__name__delete: {
    parameters: {
      query?: {
        /** @description Even where workflows use it. */
        force?: boolean;
      };
      header?: never;
      path: {
        name: string;
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_slots_api_v1_projects__project__slots_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Slots"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_templates_api_v1_projects__project__templates_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_TemplateInfo_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_limit_api_v1_projects__project__uploads_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["UploadLimit"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  upload_api_v1_projects__project__uploads_post: {
    parameters: {
      query: {
        name: string;
      };
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/octet-stream": string;
      };
    };
    responses: {
      /** @description Successful Response */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Uploaded"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_variables_api_v1_projects__project__variables_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_Variable_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  put_api_v1_projects__project__variables__name__put: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["VariableChange"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Variable"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  remove_api_v1_projects__project__variables__name__delete: {
    parameters: {
      query?: {
        /** @description Even where workflows use it. */
        force?: boolean;
      };
      header?: never;
      path: {
        name: string;
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_workflows_api_v1_projects__project__workflows_get: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string | null;
        /** @description How many at most. */
        limit?: number;
        owner?: string | null;
        /** @description In its id, name, description, owner, tags. */
        search?: string | null;
        sort?: "id" | "name" | "-updated" | "next";
        /** @description Gone ones are shown only where asked for. */
        state?: ("valid" | "invalid" | "gone" | "paused") | null;
        tag?: string | null;
      };
      header?: never;
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_WorkflowSummary_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  create_api_v1_projects__project__workflows_post: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any word of yours: sent again with the same word, the same answer comes, and nothing is made twice. */
        "Idempotency-Key"?: string | null;
      };
      path: {
        project: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewWorkflow"];
      };
    };
    responses: {
      /** @description Successful Response */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["CreatedWorkflow"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_workflow_api_v1_projects__project__workflows__workflow__get: {
    parameters: {
      query?: {
        /** @description Resolve the defaults as for a run about this day. */
        logical_date?: string | null;
      };
      header?: never;
      path: {
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["WorkflowDetail"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  remove_api_v1_projects__project__workflows__workflow__delete: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  change_workflow_api_v1_projects__project__workflows__workflow__patch: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["WorkflowChange"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["WorkflowSummary"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  compare_api_v1_projects__project__workflows__workflow__diff_get: {
    parameters: {
      query: {
        /** @description A revision's hash, `file` for what stands there, or `draft`. */
        from: string;
        /** @description A revision's hash, `file` for what stands there, or `draft`. */
        to?: string;
      };
      header?: never;
      path: {
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Diff"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  compare_draft_api_v1_projects__project__workflows__workflow__diff_post: {
    parameters: {
      query?: {
        /** @description A revision's hash, `file` for what stands there, or `draft`. */
        from?: string;
        /** @description A revision's hash, `file` for what stands there, or `draft`. */
        to?: string;
      };
      header?: never;
      path: {
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["OnlyText"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Diff"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_api_v1_projects__project__workflows__workflow__draft_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["KeptDraft"];
        };
      };
      /** @description You have no draft of it. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  keep_api_v1_projects__project__workflows__workflow__draft_put: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of what the edit is based on. */
        "If-Match"?: string | null;
        /** @description `*`: only where you have no draft yet. */
        "If-None-Match"?: string | null;
      };
      path: {
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["DraftText"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["KeptDraft"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  discard_api_v1_projects__project__workflows__workflow__draft_delete: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of what the edit is based on. */
        "If-Match"?: string | null;
      };
      path: {
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_revisions_api_v1_projects__project__workflows__workflow__revisions_get: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string | null;
        /** @description How many at most. */
        limit?: number;
      };
      header?: never;
      path: {
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_RevisionLine_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  save_api_v1_projects__project__workflows__workflow__revisions_post: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of what the edit is based on. */
        "If-Match"?: string | null;
      };
      path: {
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["SaveText"];
      };
    };
    responses: {
      /** @description Successful Response */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Saved"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_api_v1_projects__project__workflows__workflow__revisions__revision__get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
        revision: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["RevisionText"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  restore_api_v1_projects__project__workflows__workflow__revisions__revision__restore_post: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of what the edit is based on. */
        "If-Match"?: string | null;
      };
      path: {
        project: string;
        revision: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["Restore"];
      };
    };
    responses: {
      /** @description Successful Response */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Saved"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  start_run_api_v1_projects__project__workflows__workflow__runs_post: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any word of yours: sent again with the same word, the same answer comes, and nothing is made twice. */
        "Idempotency-Key"?: string | null;
      };
      path: {
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["StartRun"];
      };
    };
    responses: {
      /** @description Successful Response */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["RunSummary"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_source_api_v1_projects__project__workflows__workflow__source_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Source"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_triggers_api_v1_projects__project__workflows__workflow__triggers_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_TriggerSummary_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  change_trigger_api_v1_projects__project__workflows__workflow__triggers__name__patch: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        name: string;
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["WorkflowChange"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["TriggerSummary"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_ticks_api_v1_projects__project__workflows__workflow__triggers__name__ticks_get: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string | null;
        /** @description How many at most. */
        limit?: number;
      };
      header?: never;
      path: {
        name: string;
        project: string;
        workflow: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_Tick_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_workflow_schema_api_v1_schema_workflow_get: {
    parameters: {
      query?: {
        /** @description With its own blueprints; the one you are in, if one. */
        project?: string | null;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": {
            [key: string]: unknown;
          };
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  show_api_v1_session_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["SessionDocument"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  sign_in_api_v1_session_post: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["SignInRequest"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["SessionDocument"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  sign_out_api_v1_session_delete: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  set_password_api_v1_session_password_put: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["PasswordRequest"];
      };
    };
    responses: {
      /** @description Successful Response */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_sessions_api_v1_sessions_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_SessionOfMine_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  end_api_v1_sessions__session_id__delete: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        session_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_tokens_api_v1_tokens_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_TokenDocument_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  make_api_v1_tokens_post: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewToken"];
      };
    };
    responses: {
      /** @description Successful Response */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["MadeToken"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  revoke_api_v1_tokens__token_id__delete: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        token_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  list_users_api_v1_users_get: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string | null;
        /** @description How many at most. */
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["Page_UserDocument_"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  add_api_v1_users_post: {
    parameters: {
      query?: never;
      header?: {
        /** @description Any word of yours: sent again with the same word, the same answer comes, and nothing is made twice. */
        "Idempotency-Key"?: string | null;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["NewUser"];
      };
    };
    responses: {
      /** @description Successful Response */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["AddedUser"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  remove_api_v1_users__user_id__delete: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  change_api_v1_users__user_id__patch: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        user_id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["UserChanges"];
      };
    };
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["UserDocument"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  make_link_api_v1_users__user_id__link_post: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        user_id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/json": components["schemas"]["NewLink"];
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  healthz_healthz_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/plain": string;
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  follow_link__secret__get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        secret: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      303: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description It does not work any more. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/html": unknown;
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  metrics_metrics_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/plain": string;
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
  readyz_readyz_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Successful Response */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "text/plain": string;
        };
      };
      /** @description Why it was not done. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          "application/problem+json": components["schemas"]["ProblemDocument"];
        };
      };
    };
  };
}
