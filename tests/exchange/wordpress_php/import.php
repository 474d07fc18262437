<?php
/**
 * Imports a WXR file by WordPress's own functions, in the order of the plugin WordPress Importer,
 * which Debian does not have: accounts, tags, then each item with its terms, comments and meta, at
 * last the addresses of pictures. Prints each failure on a line.
 */

require __DIR__ . '/start.php';
define( 'WP_IMPORTING', true );

$export = simplexml_load_file( $argv[1], 'SimpleXMLElement', LIBXML_NONET );
$channel = $export->channel;
$spaces = $export->getDocNamespaces();

/** Returns the text of a child in the namespace of WXR. */
function read( $element, $name ) {
	global $spaces;
	return (string) $element->children( $spaces['wp'] )->$name;
}

function report( $failure, $name ) {
	echo 'FAILED: ' . $name . ': ' . ( is_wp_error( $failure ) ? $failure->get_error_message() : $failure ) . "\n";
}

$accounts = array();
$accounts_by_id = array();
foreach ( $channel->children( $spaces['wp'] )->author as $author ) {
	$data  = $author->children( $spaces['wp'] );
	$login = sanitize_user( (string) $data->author_login, true );
	if ( '' === $login ) {
		report( 'has no login', (string) $data->author_display_name );
		continue;
	}
	$account = wp_insert_user(
		wp_slash(
			array(
				'user_login'   => $login,
				'user_pass'    => wp_generate_password(),
				'user_email'   => (string) $data->author_email,
				'display_name' => (string) $data->author_display_name,
				'first_name'   => (string) $data->author_first_name,
				'last_name'    => (string) $data->author_last_name,
			)
		)
	);
	if ( is_wp_error( $account ) ) {
		report( $account, $login );
		continue;
	}
	$accounts[ $login ] = $account;
	$accounts_by_id[ (int) $data->author_id ] = $account;
}

foreach ( $channel->children( $spaces['wp'] )->tag as $tag ) {
	$data = $tag->children( $spaces['wp'] );
	if ( term_exists( (string) $data->tag_slug, 'post_tag' ) ) {
		continue;
	}
	$term = wp_insert_term(
		wp_slash( (string) $data->tag_name ),
		'post_tag',
		array( 'slug' => (string) $data->tag_slug, 'description' => wp_slash( (string) $data->tag_description ) )
	);
	if ( is_wp_error( $term ) ) {
		report( $term, (string) $data->tag_name );
	}
}

/** Downloads a file into the uploads; returns its post, and notes its new address. */
function import_attachment( $row, $url, &$addresses ) {
	$upload = wp_upload_bits( wp_basename( parse_url( $url, PHP_URL_PATH ) ), null, '', $row['post_date'] );
	if ( $upload['error'] ) {
		return new WP_Error( 'upload', $upload['error'] );
	}
	$answer = wp_remote_get( $url, array( 'stream' => true, 'filename' => $upload['file'], 'timeout' => 60 ) );
	if ( is_wp_error( $answer ) ) {
		return $answer;
	}
	if ( 200 !== wp_remote_retrieve_response_code( $answer ) ) {
		return new WP_Error( 'upload', 'status ' . wp_remote_retrieve_response_code( $answer ) );
	}
	$addresses[ $url ]     = $upload['url'];
	$row['post_mime_type'] = wp_check_filetype( $upload['file'] )['type'];
	$row['guid']           = $upload['url'];
	$number = wp_insert_attachment( $row, $upload['file'], 0, true );
	if ( ! is_wp_error( $number ) ) {
		wp_update_attachment_metadata( $number, wp_generate_attachment_metadata( $number, $upload['file'] ) );
	}
	return $number;
}

$addresses = array();
foreach ( $channel->item as $item ) {
	$type  = read( $item, 'post_type' );
	$title = (string) $item->title;
	$login = sanitize_user( (string) $item->children( $spaces['dc'] )->creator, true );
	if ( post_exists( $title, '', read( $item, 'post_date' ) ) && 'attachment' !== $type ) {
		report( 'exists already', $title );
	}
	$row = array(
		'import_id'      => (int) read( $item, 'post_id' ),
		'post_author'    => isset( $accounts[ $login ] ) ? $accounts[ $login ] : get_current_user_id(),
		'post_content'   => (string) $item->children( $spaces['content'] )->encoded,
		'post_excerpt'   => (string) $item->children( $spaces['excerpt'] )->encoded,
		'post_title'     => $title,
		'guid'           => (string) $item->guid,
		'post_status'    => read( $item, 'status' ),
		'post_type'      => $type,
	);
	foreach ( array( 'post_date', 'post_date_gmt', 'post_name', 'comment_status', 'ping_status', 'post_parent', 'menu_order', 'post_password' ) as $name ) {
		$row[ $name ] = read( $item, $name );
	}
	$row = wp_slash( $row );
	$number = 'attachment' === $type
		? import_attachment( $row, read( $item, 'attachment_url' ), $addresses )
		: wp_insert_post( $row, true );
	if ( is_wp_error( $number ) ) {
		report( $number, $title );
		continue;
	}
	if ( '1' === read( $item, 'is_sticky' ) ) {
		stick_post( $number );
	}
	$terms = array();
	foreach ( $item->category as $category ) {
		$taxonomy = (string) $category['domain'];
		$term     = term_exists( (string) $category['nicename'], $taxonomy );
		if ( ! $term ) {
			$term = wp_insert_term( (string) $category, $taxonomy, array( 'slug' => (string) $category['nicename'] ) );
		}
		if ( is_wp_error( $term ) ) {
			report( $term, (string) $category );
			continue;
		}
		$terms[ $taxonomy ][] = (int) $term['term_id'];
	}
	foreach ( $terms as $taxonomy => $numbers ) {
		wp_set_post_terms( $number, $numbers, $taxonomy );
	}
	$comments = array();
	foreach ( $item->children( $spaces['wp'] )->comment as $comment ) {
		$fields = array( 'comment_post_ID' => $number );
		foreach ( $comment->children( $spaces['wp'] ) as $name => $value ) {
			if ( ! in_array( $name, array( 'comment_id', 'comment_user_id', 'commentmeta' ), true ) ) {
				$fields[ $name ] = (string) $value;
			}
		}
		$parent = (int) $fields['comment_parent'];
		if ( isset( $comments[ $parent ] ) ) {
			$fields['comment_parent'] = $comments[ $parent ];
		}
		$account = (int) read( $comment, 'comment_user_id' );
		if ( isset( $accounts_by_id[ $account ] ) ) {
			$fields['user_id'] = $accounts_by_id[ $account ];
		}
		$comments[ (int) read( $comment, 'comment_id' ) ] = wp_insert_comment( wp_filter_comment( wp_slash( $fields ) ) );
	}
	foreach ( $item->children( $spaces['wp'] )->postmeta as $meta ) {
		$value = maybe_unserialize( read( $meta, 'meta_value' ) );
		add_post_meta( $number, wp_slash( read( $meta, 'meta_key' ) ), wp_slash_strings_only( $value ) );
	}
}

uksort( $addresses, fn( $first, $second ) => strlen( $second ) - strlen( $first ) );
foreach ( $addresses as $old => $new ) {
	$wpdb->query( $wpdb->prepare( "UPDATE $wpdb->posts SET post_content = REPLACE(post_content, %s, %s)", $old, $new ) );
}
