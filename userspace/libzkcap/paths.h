/* SPDX-License-Identifier: MIT */
/* Where things are kept.  Every command has an option for another place. */
#ifndef ZKCAP_PATHS_H
#define ZKCAP_PATHS_H

#define ZKCAP_CONFIG_DIR "/etc/zkcap"
#define ZKCAP_STATE_DIR "/var/lib/zkcap"
#define ZKCAP_RUN_DIR "/run/zkcap"

/* Secret: the platform's attributes and the opening of their commitment */
#define ZKCAP_MANIFEST_PATH ZKCAP_STATE_DIR "/manifest.json"
/* What was measured since boot; not secret, and gone with the boot that it tells of */
#define ZKCAP_EVENT_LOG_PATH ZKCAP_RUN_DIR "/event-log.cel.json"

#endif /* ZKCAP_PATHS_H */
