<?php
/** Prints what WordPress shows of each post and page, as JSON. */

require __DIR__ . '/start.php';

$posts = array();
$query = array( 'post_type' => array( 'post', 'page' ), 'post_status' => 'any', 'numberposts' => -1 );
foreach ( get_posts( $query ) as $post ) {
	$GLOBALS['post'] = $post;
	setup_postdata( $post );
	$posts[] = array(
		'type'     => $post->post_type,
		'status'   => $post->post_status,
		'slug'     => urldecode( $post->post_name ),
		'title'    => $post->post_title,
		'excerpt'  => $post->post_excerpt,
		'author'   => get_the_author_meta( 'display_name', $post->post_author ),
		'tags'     => wp_get_post_tags( $post->ID, array( 'fields' => 'names' ) ),
		'content'  => $post->post_content,
		'rendered' => do_blocks( $post->post_content ),
		'classic'  => parse_blocks( $post->post_content )[0]['blockName'] ?? null,
		'comments' => array_map(
			fn( $comment ) => array(
				'id'     => $comment->comment_ID,
				'parent' => $comment->comment_parent,
				'state'  => $comment->comment_approved,
				'name'   => $comment->comment_author,
				'text'   => $comment->comment_content,
				'user'   => $comment->user_id,
			),
			get_comments( array( 'post_id' => $post->ID, 'status' => 'any', 'orderby' => 'comment_ID', 'order' => 'ASC' ) )
		),
	);
}
$pictures = array();
foreach ( get_posts( array( 'post_type' => 'attachment', 'post_status' => 'inherit', 'numberposts' => -1 ) ) as $post ) {
	$pictures[] = array(
		'url'     => wp_get_attachment_url( $post->ID ),
		'file'    => get_attached_file( $post->ID ),
		'caption' => $post->post_excerpt,
		'credit'  => $post->post_content,
		'alt'     => get_post_meta( $post->ID, '_wp_attachment_image_alt', true ),
	);
}
echo wp_json_encode( array( 'posts' => $posts, 'pictures' => $pictures ) );
